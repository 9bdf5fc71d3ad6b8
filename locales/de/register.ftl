# Einrichten, wie man sich von nun an anmeldet.

## Warum eine neue Methode nicht gespeichert wurde.

passkeys-too-many = Sie haben schon { $maximum } Passkeys, mehr sind nicht möglich. Löschen Sie einen, den Sie nicht mehr brauchen.
passkey-registered-already = Dieser Passkey ist schon registriert. Melden Sie sich mit ihm an, oder verwenden Sie ein anderes Gerät.
passkeys-not-allowed = Für Ihr Konto sind Passkeys nicht erlaubt. Verwenden Sie eine andere Methode.
security-key-cannot-hold = Dieser Sicherheitsschlüssel kann keinen Passkey speichern. Verwenden Sie einen anderen oder die Bildschirmsperre dieses Geräts.
passkey-not-verified = Fingerabdruck, Gesicht oder PIN wurden nicht abgefragt. Richten Sie das zuerst auf dem Gerät ein, oder verwenden Sie ein anderes.
new-totp-wrong = Dieser Code stimmt nicht. Prüfen Sie, ob Ihr Telefon die Uhrzeit automatisch einstellt, und geben Sie den Code ein, den es jetzt zeigt.
new-totp-stale = Dieser Schlüssel hat zu lange gewartet. Scannen Sie den neuen.
authenticator-apps-too-many = Sie haben schon { $maximum } Authenticator-Apps, mehr sind nicht möglich. Löschen Sie eine, die Sie nicht mehr brauchen.
authenticator-apps-not-allowed = Für Ihr Konto sind Authenticator-Apps nicht erlaubt. Verwenden Sie eine andere Methode.

## Schritt für Schritt.

step-of = Schritt { $step } von { $steps }
set-up-something-else = Etwas anderes einrichten
finish-before-pass-ends = Ihr Zugangscode endet { $when }; bis dahin können Sie alles abschließen.

## Wählen, was eingerichtet wird.

choose-for-now-on = Richten Sie ein, wie Sie sich von nun an anmelden
add-a-way = Anmeldemethode hinzufügen
nothing-more-to-add = Sie können nichts weiter einrichten: Mehr Anmeldemethoden sind nicht möglich. Ihr Helpdesk kann eine löschen, die Sie nicht mehr haben.
add-passkey-detail = Die Bildschirmsperre dieses Geräts, Ihr Telefon oder ein Sicherheitsschlüssel.
authenticator-app-and-password = Authenticator-App und Kennwort
add-authenticator-app-and-password-detail = Codes aus einer App auf Ihrem Telefon und ein Kennwort, das Sie wählen.
add-authenticator-app-detail = Codes aus einer App auf Ihrem Telefon, nach Ihrem Kennwort.
add-password-detail = Eines, das Sie wählen.
add-recovery-codes-detail = Für den Tag, an dem alles andere außer Reichweite ist.

## Was die Organisation einzurichten bittet.

campaign-passkey-title = Melden Sie sich von nun an mit einem Passkey an
you-can-go-on = Sie können weitermachen
nothing-to-set-up = Sie müssen nichts mehr einrichten.
passkey-unlocks = Sie entsperren ihn so, wie Sie dieses Gerät, Ihr Telefon oder einen Sicherheitsschlüssel entsperren.
passkey-is-quicker = Er ist schneller als Kennwort und Code, und niemand kann Sie dazu verleiten, ihn preiszugeben.
set-up-passkey = Passkey einrichten
authenticator-app-is = Eine App auf Ihrem Telefon zeigt sechs Ziffern; Sie geben sie nach Ihrem Kennwort ein.
skip-for-now = Vorerst überspringen
skips-left =
    { $count ->
        [0] Beim nächsten Mal müssen Sie es einrichten.
        [one] Sie können das noch einmal überspringen.
       *[other] Sie können das noch { $count } Mal überspringen.
    }
campaign-asked-for = Ihre Organisation bittet darum, bevor Sie weitermachen. Auf diesem Gerät geht es nicht? Melden Sie sich ab und auf einem anderen an, oder fragen Sie Ihren Helpdesk.

## Der Passkey.

create-a-passkey = Erstellen Sie einen Passkey
create-passkey = Passkey erstellen
passkey-nothing-to-remember = Sie müssen sich nichts merken, und es gibt nichts, was Ihnen jemand durch Täuschung entlocken könnte.

## Die Authenticator-App.

set-up-authenticator-app = Richten Sie eine Authenticator-App ein
totp-scan = Scannen Sie dies mit der Authenticator-App auf Ihrem Telefon.
totp-qr = QR-Code für Ihre Authenticator-App; derselbe Schlüssel steht darunter als Text
totp-cannot-scan = Scannen geht nicht?
totp-by-hand = Schlüssel von Hand eingeben
totp-type-key = Geben Sie diesen Schlüssel in die App ein. Wählen Sie „zeitbasiert“, wenn sie danach fragt.
copy-key = Schlüssel kopieren
totp-open-app = App auf diesem Gerät öffnen
new-totp-hint = Die sechs Ziffern, die die App jetzt zeigt.

## Das Kennwort.

choose-a-password = Wählen Sie ein Kennwort
new-password = Neues Kennwort
new-password-length = Mindestens { $minimum } Zeichen; gut sind ein paar Wörter, die nichts miteinander zu tun haben
new-password-not-guessable = Nichts leicht zu Erratendes wie Ihr Name oder ein häufiges Kennwort
passwords-not-allowed = Für Ihr Konto sind Kennwörter nicht erlaubt.
password-there-already = Sie haben schon ein Kennwort.
password-busy = Gerade melden sich viele an. Versuchen Sie es gleich noch einmal.
password-too-short = Verwenden Sie mindestens { $minimum } Zeichen.
password-few-words = Ein paar Wörter, die nichts miteinander zu tun haben, sind leicht zu merken.
password-too-long = Verwenden Sie höchstens { $maximum } Zeichen.

## Warum ein Kennwort zu leicht zu erraten ist.

password-easy-to-guess = Dieses Kennwort ist leicht zu erraten.
password-straight-rows = Gerade Tastenreihen sind leicht zu erraten.
password-keyboard-patterns = Kurze Tastaturmuster sind leicht zu erraten.
password-repeats = Wiederholungen wie „aaa“ sind leicht zu erraten.
password-longer-repeats = Wiederholungen wie „abcabcabc“ sind nur wenig schwerer zu erraten als „abc“.
password-top-10 = Dies ist eines der 10 häufigsten Kennwörter.
password-top-100 = Dies ist eines der 100 häufigsten Kennwörter.
password-common = Dies ist ein sehr häufiges Kennwort.
password-like-a-common-one = Dies ähnelt einem häufigen Kennwort.
password-sequences = Folgen wie „abc“ oder „6543“ sind leicht zu erraten.
password-recent-years = Jahreszahlen der jüngeren Zeit sind leicht zu erraten.
password-one-word = Ein einzelnes Wort ist leicht zu erraten.
password-dates = Datumsangaben sind oft leicht zu erraten.
password-names-alone = Vor- und Nachnamen allein sind leicht zu erraten.
password-common-names = Häufige Vor- und Nachnamen sind leicht zu erraten.

## Wie sich ein besseres wählen lässt.

password-use-a-few-words = Verwenden Sie ein paar Wörter, aber keine gängigen Redewendungen.
password-no-need-for-symbols = Sonderzeichen, Ziffern oder Großbuchstaben sind nicht nötig.
password-add-words = Fügen Sie noch ein, zwei Wörter hinzu. Seltene Wörter sind besser.
password-capitals-help-little = Großschreibung hilft nicht viel.
password-all-capitals = Alles in Großbuchstaben ist fast so leicht zu erraten wie alles in Kleinbuchstaben.
password-reversed-words = Rückwärts geschriebene Wörter sind kaum schwerer zu erraten.
password-substitutions = Naheliegende Ersetzungen wie „@“ statt „a“ helfen nicht viel.
password-longer-pattern = Verwenden Sie ein längeres Tastaturmuster mit mehr Richtungswechseln.
password-avoid-repeats = Vermeiden Sie wiederholte Wörter und Zeichen.
password-avoid-sequences = Vermeiden Sie Folgen.
password-avoid-recent-years = Vermeiden Sie Jahreszahlen der jüngeren Zeit.
password-avoid-your-years = Vermeiden Sie Jahreszahlen, die mit Ihnen zu tun haben.
password-avoid-your-dates = Vermeiden Sie Daten und Jahreszahlen, die mit Ihnen zu tun haben.

## Wiederherstellungscodes.

keep-recovery-codes = Heben Sie Wiederherstellungscodes auf
recovery-codes-are = Zehn Codes, mit denen Sie hineinkommen, wenn Ihre anderen Anmeldemethoden außer Reichweite sind. Bewahren Sie sie auf Papier oder in einem Kennwortmanager auf.
recovery-codes-replace = Neue Codes ersetzen alle, die Sie vorher hatten.
show-recovery-codes = Meine Wiederherstellungscodes anzeigen
keep-these-recovery-codes = Heben Sie diese Wiederherstellungscodes auf
recovery-codes-seen-once = Mit ihnen kommen Sie hinein, wenn Ihre anderen Anmeldemethoden außer Reichweite sind. Bewahren Sie sie auf Papier oder in einem Kennwortmanager auf. Sie sehen sie nicht noch einmal.
recovery-codes-kept = Ich habe sie aufgehoben

## Fertig.

you-are-set = Alles ist eingerichtet
next-time-passkey = Beim nächsten Mal melden Sie sich auf diesem Gerät mit Ihrem Passkey an.
next-time-password-and-code = Beim nächsten Mal melden Sie sich mit Ihrem Kennwort und dem Code aus Ihrer Authenticator-App an.
next-time-password = Beim nächsten Mal melden Sie sich mit Ihrem Kennwort an.
continue-to = Weiter zu { $app }
