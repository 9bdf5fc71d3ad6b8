# Die eigenen Seiten einer angemeldeten Person.

## Die Startseite.

security-info-is = Ihre Passkeys und anderen Anmeldemethoden
my-sign-ins-are = Wo Sie angemeldet sind, Ihre Apps und „Überall abmelden“
administration-is = Personen, Zugangscodes, Apps und Richtlinien

## Sicherheitsinformationen.

how-you-prove = Wie Sie nachweisen, dass Sie es sind.
method-added = Hinzugefügt. Von nun an können Sie sich damit anmelden.
method-renamed = Der neue Name ist gespeichert.
method-deleted = Gelöscht. Niemand kann sich mehr damit anmelden.
password-changed = Ihr Kennwort ist geändert. Ihre anderen Browser bleiben angemeldet; melden Sie unter „Meine Anmeldungen“ ab, was Sie nicht kennen.
own-pass-deleted = Ihr Zugangscode ist gelöscht.
your-pass = Ihr befristeter Zugangscode
set-up-lasting-way = Richten Sie eine dauerhafte Anmeldemethode ein, bevor er endet.
have-lasting-way = Sie haben eine dauerhafte Anmeldemethode.
delete-pass-if-unneeded = Wenn Sie den Zugangscode nicht mehr brauchen, löschen Sie ihn.
delete-this-pass = Diesen Zugangscode löschen
your-ways = Ihre Anmeldemethoden
no-ways-yet = Sie haben noch keine. Fügen Sie unten eine hinzu, damit Sie sich wieder anmelden können.
method-with-name = { $method }: { $name }
kept-in-manager = In einem Kennwortmanager gespeichert
stays-on-device = Bleibt auf einem Gerät
together-with-password = Zusammen mit Ihrem Kennwort
codes-left = Noch { $count } übrig
make-new-ones = Neue erstellen
add-another = Weitere hinzufügen
lost-a-device-question = Gerät verloren?
lost-device-everything = Hier steht der Reihe nach alles, was dann zu tun ist.

## Umbenennen und Löschen. $method ist eine der hier genannten.

rename-this =
    { $method ->
        [passkey] Diesen Passkey umbenennen
        [authenticator-app] Diese Authenticator-App umbenennen
        [recovery-codes] Diese Wiederherstellungscodes umbenennen
       *[password] Dieses Kennwort umbenennen
    }
name-hint = Ein Name zum Wiedererkennen: „Arbeitslaptop“, „Blauer Schlüssel“.
name-length = Ein Name hat 1 bis 60 Zeichen.
delete-a-way = Anmeldemethode löschen
delete-this =
    { $method ->
        [passkey] Diesen Passkey löschen?
        [authenticator-app] Diese Authenticator-App löschen?
        [recovery-codes] Diese Wiederherstellungscodes löschen?
       *[password] Dieses Kennwort löschen?
    }
this-stays =
    { $method ->
        [passkey] Dieser Passkey bleibt
        [authenticator-app] Diese Authenticator-App bleibt
        [recovery-codes] Diese Wiederherstellungscodes bleiben
       *[password] Dieses Kennwort bleibt
    }
delete-consequence = Danach kann sich niemand mehr damit anmelden. Angemeldete Browser bleiben angemeldet.
keep-it = Behalten
last-way-in = Ohne das könnten Sie sich nicht mehr anmelden: Es ist Ihre letzte Anmeldemethode oder ein Teil davon. Fügen Sie zuerst eine andere hinzu; dann können Sie diese löschen.

## Das Kennwort ändern.

change-your-password = Ihr Kennwort ändern
change-password = Kennwort ändern
password-now = Aktuelles Kennwort

## Meine Anmeldungen.

where-signed-in = Wo Sie angemeldet sind
session-has-ended = Diese Sitzung ist beendet.
app-has-no-access = Diese App hat keinen Zugriff mehr.
browsers = Browser
this-browser = Dieser Browser
# Nach dem Namen des Browsers, für alle, die die Seite hören.
this-browser-in-brackets = (dieser Browser)
apps = Apps
no-app-has-access = Keine App hat Zugriff auf Ihr Konto.
remove-access = Zugriff entfernen
# Nach remove-access, für alle, die die Seite hören.
remove-access-of = von { $app }
sign-out-everywhere-is = Beendet alle Sitzungen und den Zugriff aller Apps und benachrichtigt Ihre Apps. Tun Sie das, wenn Sie hier etwas sehen, das nicht von Ihnen ist. Sie sehen danach, was jeder App mitgeteilt wurde.
everywhere-but-this-browser = Überall, nur nicht in diesem Browser
sign-in-again = Neu anmelden
receipt-found-again = Sie finden dies unter „Meine Anmeldungen“ wieder. Waren Sie das nicht? Sagen Sie es Ihrem Helpdesk, und richten Sie mit einem befristeten Zugangscode neue Anmeldemethoden ein.

## Nach dem Verlust eines Geräts.

lost-device-is = Ein Telefon, ein Laptop oder ein Sicherheitsschlüssel ist weg, gestohlen oder in fremder Hand. Hier steht der Reihe nach, was zu tun ist. Sie können bei jedem Schritt aufhören und später wiederkommen.
lost-device-will-sign-out = Überall abmelden, nur hier nicht.
lost-device-will-remove = Entfernen, was auf dem Gerät war.
lost-device-will-add = Eine neue Anmeldemethode hinzufügen.
lost-device-will-change-password = Ihr Kennwort ändern, falls Sie eines haben.
yours-again = Ihr Konto gehört wieder Ihnen
lost-device-all-done = Wegen des verlorenen Geräts ist alles erledigt.
things-remain =
    { $count ->
        [one] Ein Schritt ist noch offen.
       *[other] { $count } Schritte sind noch offen.
    }
# $when ist die Zeit, zu der das Gerät verloren ging.
lost-device-since = Was { $when } schon da war, ist vielleicht verloren.
lost-device-sign-out-is = Wer das Gerät hat, ist sofort abgemeldet, und Ihre Apps werden benachrichtigt. Hier bleiben Sie angemeldet.
sign-out-everywhere-but-here = Überall abmelden, nur hier nicht
# $page ist my-sign-ins.
apps-told-under = Was Ihren Apps mitgeteilt wurde, steht unter { $page }.
lost-device-signed-out = Sie sind überall abgemeldet, nur hier nicht. Was jeder App mitgeteilt wurde, steht unter „Meine Anmeldungen“.
lost-device-remove = Entfernen, was auf dem Gerät war
which-are-lost = Was davon ist verloren?
last-way-in-stays = Ihre letzte Anmeldemethode oder ein Teil davon: Sie bleibt, bis Sie eine andere hinzugefügt haben.
# $detail ist eines von kept-in-manager, stays-on-device, together-with-password und codes-left.
last-way-in-stays-with-detail = { $detail }. Ihre letzte Anmeldemethode oder ein Teil davon: Sie bleibt, bis Sie eine andere hinzugefügt haben.
remove-what-is-ticked = Angekreuztes entfernen, den Rest behalten
lost-device-removed = Erledigt. Mit dem, was Sie entfernt haben, kann sich niemand mehr anmelden.
lost-device-last-way-in = Etwas davon ist Ihre letzte Anmeldemethode oder ein Teil davon und bleibt deshalb vorerst. Fügen Sie zuerst eine neue hinzu, und entfernen Sie sie dann hier.
lost-device-add = Neue Anmeldemethode hinzufügen
lost-device-add-is = Damit Sie morgen hineinkommen, mit dem Gerät, das Sie jetzt haben.
what-i-have-is-enough = Was ich habe, reicht
password-may-be-saved = Es ist vielleicht auf dem Gerät gespeichert.
lost-device-stays = Sie können diese Seite verlassen und wiederkommen: Sie bleibt, bis alles erledigt ist.
found-it = Ich habe es gefunden, hier aufhören

## The pass, as it looks.

pass-use-it-at = Zu verwenden auf { $address }
pass-qr-code = QR-Code der Anmeldeadresse
# Times follow.
pass-valid-from = Gültig ab
pass-valid-until = Bis
# Before one of the two that follow, for who cannot see.
pass-use = Verwendung
pass-works-once = Gilt einmal
pass-works-until-it-ends = Gilt, bis er endet
# Why a pass can't be used.
pass-state-not-allowed = Von der Richtlinie nicht erlaubt
pass-state-too-many-tries = Zu viele falsche Versuche
pass-state-used = Verwendet
pass-state-ended = Beendet
pass-state-not-started = Noch nicht gültig
