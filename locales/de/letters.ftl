# Briefe, die von einer Änderung berichten, und die Seite hinter ihrem Link.

## Was Briefe sagen.

# $headline ist eine der Meldungen unten, etwa letter-pass-issued.
letter-subject = { $headline } ({ $organisation })
letter-headline = { $headline }.
letter-hello = Guten Tag { $name },
letter-pass-issued = Für Sie wurde ein befristeter Zugangscode ausgestellt
letter-pass-issued-explanation = Wer ihn ausgestellt hat, gibt ihn Ihnen; er wird nie per E-Mail gesendet. Niemand, der für uns arbeitet, fragt Sie danach.
letter-pass-used = Ihr befristeter Zugangscode wurde zum Anmelden verwendet
letter-pass-used-explanation = Wenn Sie sich gerade damit angemeldet haben, ist alles in Ordnung.
letter-pass-deleted = Ihr befristeter Zugangscode wurde gelöscht
letter-method-added =
    { $method ->
        [passkey] Ihrem Konto wurde ein Passkey hinzugefügt
        [authenticator-app] Ihrem Konto wurde eine Authenticator-App hinzugefügt
        [password] Ihrem Konto wurde ein Kennwort hinzugefügt
        [recovery-codes] Ihrem Konto wurden Wiederherstellungscodes hinzugefügt
        [pass] Ihrem Konto wurde ein befristeter Zugangscode hinzugefügt
       *[other] Ihrem Konto wurde eine Anmeldemethode hinzugefügt
    }
letter-method-added-explanation = Von nun an kann man sich damit mit Ihrem Konto anmelden.
letter-method-deleted =
    { $method ->
        [passkey] Ein Passkey wurde aus Ihrem Konto gelöscht
        [authenticator-app] Eine Authenticator-App wurde aus Ihrem Konto gelöscht
        [password] Ein Kennwort wurde aus Ihrem Konto gelöscht
        [recovery-codes] Wiederherstellungscodes wurden aus Ihrem Konto gelöscht
        [pass] Ein befristeter Zugangscode wurde aus Ihrem Konto gelöscht
       *[other] Eine Anmeldemethode wurde aus Ihrem Konto gelöscht
    }
letter-method-deleted-explanation = Damit kann man sich nicht mehr mit Ihrem Konto anmelden.
letter-password-changed = Ihr Kennwort wurde geändert
letter-password-changed-explanation = Das alte Kennwort gilt nicht mehr.
letter-signed-out = Sie wurden überall abgemeldet
letter-signed-out-explanation = In jedem Browser und jeder App ist eine neue Anmeldung nötig.
letter-access-restored = Ihr Zugang wurde wiederhergestellt
letter-access-restored-explanation = Sie wurden überall abgemeldet, und was auf einem verlorenen Gerät war, kann nicht mehr verwendet werden.
letter-not-me-reported = Sie haben etwas gemeldet, das nicht von Ihnen war
letter-test = Dies ist ein Test
letter-test-explanation = Ein Administrator wollte sehen, ob unsere E-Mails ankommen. Sie kommen an.

# Was mit welchem Konto geschah, je eine Zeile. $label ist eines der folgenden.
letter-fact = { $label }: { $value }
letter-account = Konto
letter-when = Wann
# Wann der Zugangscode endet.
letter-ends = Endet
# Wer es getan hat.
letter-by = Von
letter-an-administrator = einem Administrator dieses Dienstes
# Der Browser, mit dem es geschah.
letter-with = Mit
letter-from = Netzwerkadresse

letter-not-me = Waren Sie das nicht, oder haben Sie nicht darum gebeten?
# $link ist not-me.
letter-not-me-link = „{ $link }“ öffnet eine Seite, deren Schaltfläche Ihren Zugangscode beendet und Sie überall abmeldet.
# Zwei Zeilen reiner Text; die Adresse der Seite folgt auf einer eigenen Zeile.
letter-not-me-open =
    Öffnen Sie diese Seite und wählen Sie dort die Schaltfläche; sie
    beendet Ihren Zugangscode und meldet Sie überall ab:

## Die Seite hinter dem Link: Jemand sagt, dass er oder sie es nicht war.

not-me = Das war ich nicht
not-me-title = Waren Sie das nicht?
not-me-we-wrote = Wir haben Ihnen wegen des Kontos { $username } geschrieben.
not-me-consequence = Wenn Sie das nicht waren oder nicht darum gebeten haben, wählen Sie die Schaltfläche. Sie löscht Ihren befristeten Zugangscode, beendet alle Sitzungen und den Zugriff aller Apps und benachrichtigt die Administratoren. Danach müssen Sie sich selbst neu anmelden.
not-me-if-you = Wenn Sie es waren, schließen Sie diese Seite. Es wurde nichts geändert.
not-me-done = Sie sind überall abgemeldet
not-me-all-ended = Alle Sitzungen von { $username } und der Zugriff aller Apps sind beendet, ebenso der befristete Zugangscode, falls es einen gab. Die Administratoren sehen, was Sie gemeldet haben.
not-me-already = Das ist schon erledigt
not-me-used-before = Dieser Link wurde für { $username } schon einmal verwendet. Diesmal wurde nichts geändert.
not-me-next = Sehen Sie als Nächstes Ihre Sicherheitsinformationen an: Löschen Sie, was Sie nicht selbst registriert haben, und ändern Sie Ihr Kennwort. Wenn Sie sich nicht mehr anmelden können, fragen Sie Ihren Helpdesk.
not-me-link-old = Dieser Link funktioniert nicht mehr
not-me-link-old-message = Vielleicht ist er älter als eine Woche, oder ein Teil davon fehlt. Es wurde nichts geändert.
not-me-link-old-advice = Kopieren Sie den ganzen Link aus der E-Mail, oder sagen Sie Ihrem Helpdesk, was geschehen ist.
