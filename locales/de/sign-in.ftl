# Anmelden: der Benutzername, dann eine Methode, jede auf ihrer eigenen Seite.

## Der Benutzername.

sign-in = Anmelden
to-continue-to = weiter zu { $app }
username = Benutzername
next = Weiter
sign-in-with-passkey = Mit einem Passkey anmelden
new-here = Neu hier oder Gerät verloren? Ihr Helpdesk kann Ihnen einen befristeten Zugangscode geben.
app-privacy = { $app }: Datenschutz
app-terms = { $app }: Nutzungsbedingungen
username-missing = Geben Sie Ihren Benutzernamen ein.
username-impossible = Das kann kein Benutzername sein. Prüfen Sie ihn und versuchen Sie es noch einmal.
sign-in-again-first = Um zu ändern, wie Sie sich anmelden, melden Sie sich zuerst noch einmal an.
app-asks-again = Die App bittet Sie, sich noch einmal anzumelden.
app-asks-for-stronger = Die App verlangt eine stärkere Anmeldung als Ihre bisherige.

## Der befristete Zugangscode.

pass-title = Geben Sie Ihren befristeten Zugangscode ein
pass = Zugangscode
pass-hint = Der Code, den Ihnen Ihr Helpdesk gegeben hat. Großschreibung, Leerzeichen und Striche spielen keine Rolle.
pass-wrong = Dieser Zugangscode stimmt nicht. Prüfen Sie jedes Zeichen und versuchen Sie es noch einmal.
pass-too-many-tries = Zu viele falsche Versuche. Entweder gilt dieser Zugangscode nicht mehr, oder er stimmt nicht; Ihre anderen Methoden funktionieren weiter. Haben Sie ihn gerade erst bekommen, prüfen Sie jedes Zeichen; sonst bitten Sie Ihren Helpdesk um einen neuen.
# $when bringt seine Präposition mit: „um 14:10“, „am Dienstag, 24. November um 08:00“.
pass-not-yet-valid = Er gilt erst { $when }. Kommen Sie dann wieder.
pass-expired = Er endete { $when }. Bitten Sie Ihren Helpdesk um einen neuen.
pass-already-used = Er wurde schon verwendet: { $when }. Bitten Sie Ihren Helpdesk um einen neuen.
pass-blocked-by-policy = Für Ihr Konto sind Zugangscodes nicht erlaubt. Fragen Sie Ihren Helpdesk, was Sie stattdessen verwenden können.
pass-outside-networks = Ihr Zugangscode stimmt, aber aus dem Netz, in dem Sie sind, kann er nicht verwendet werden. Verbinden Sie sich mit dem Netz Ihrer Organisation und geben Sie ihn noch einmal ein, oder fragen Sie Ihren Helpdesk.
account-disabled = Dieses Konto ist abgeschaltet. Fragen Sie Ihren Helpdesk.

## Das Kennwort.

password-title = Geben Sie Ihr Kennwort ein
password-forgotten = Vergessen? Ihr Helpdesk kann Ihnen einen befristeten Zugangscode geben.
password-wrong = Benutzername und Kennwort passen nicht zusammen. Prüfen Sie beide und versuchen Sie es noch einmal.
guesses-too-many = Zu viele falsche Versuche. Wieder möglich ist es { $when }. Ihre anderen Methoden funktionieren weiter.
way-not-allowed = Diese Methode ist nicht mehr erlaubt. Verwenden Sie eine andere, oder fragen Sie Ihren Helpdesk.
no-second-factor-title = Ein zweiter Schritt fehlt
no-second-factor-message = Ihr Kennwort stimmt, aber Ihr Konto braucht einen zweiten Schritt, und es ist keiner eingerichtet.
no-second-factor-advice = Bitten Sie Ihren Helpdesk um einen befristeten Zugangscode; damit können Sie einen einrichten.

## Die Authenticator-App.

totp-title = Geben Sie den Code aus Ihrer Authenticator-App ein
totp-hint = Die sechs Ziffern, die die App für { $organisation } zeigt. Sie wechseln alle dreißig Sekunden.
totp-wrong = Dieser Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten und versuchen Sie es noch einmal.

## Ein Wiederherstellungscode.

recovery-code-title = Geben Sie einen Wiederherstellungscode ein
recovery-code-hint = Einer der Codes, die Sie beim Einrichten Ihres Kontos aufgehoben haben. Jeder gilt einmal. Großschreibung, Leerzeichen und Striche spielen keine Rolle.
recovery-code-wrong = Dieser Code stimmt nicht oder wurde schon verwendet. Prüfen Sie jedes Zeichen oder nehmen Sie einen anderen.
no-codes-left = Keine Codes mehr? Ihr Helpdesk kann Ihnen einen befristeten Zugangscode geben.

## Der Passkey.

passkey-title = Melden Sie sich mit Ihrem Passkey an
passkey-hint = Verwenden Sie die Bildschirmsperre dieses Geräts, Ihr Telefon oder einen Sicherheitsschlüssel: wo immer Ihr Passkey ist.
use-passkey = Passkey verwenden
passkey-needs-script = Passkeys brauchen JavaScript, und das ist in diesem Browser abgeschaltet.
use-username-instead = Melden Sie sich stattdessen mit Ihrem Benutzernamen an.
passkey-unsupported = Dieser Browser kann hier keine Passkeys verwenden.
use-another-way-or-browser = Verwenden Sie eine andere Methode oder einen anderen Browser.
passkey-waiting = Folgen Sie den Schritten, die Ihr Gerät zeigt.
passkey-not-created = Es wurde kein Passkey erstellt. Die Anfrage wurde geschlossen oder dauerte zu lange. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.
passkey-not-used = Es wurde kein Passkey verwendet. Die Anfrage wurde geschlossen oder dauerte zu lange. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.
passkey-on-this-device = Dieses Gerät hat schon einen Passkey für Ihr Konto. Melden Sie sich mit diesem an, oder verwenden Sie ein anderes Gerät.
passkey-impossible = Dieses Gerät kann hier keinen Passkey verwenden. Verwenden Sie eine andere Methode oder ein anderes Gerät.
page-waited-too-long = Diese Seite hat zu lange gewartet. Laden Sie sie neu und versuchen Sie es noch einmal.
passkey-busy = Gerade melden sich viele an. Warten Sie einen Moment und versuchen Sie es noch einmal.
no-connection = Im Moment gibt es keine Verbindung. Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.
passkey-failed = Das hat nicht geklappt. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.
passkey-unknown = Dieser Passkey ist hier nicht mehr registriert. Verwenden Sie eine andere Methode, oder bitten Sie Ihren Helpdesk um einen befristeten Zugangscode.
failed-or-too-late = Das hat nicht geklappt oder zu lange gedauert. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.

## Eine andere Methode.

choose-title = Wählen Sie, wie Sie sich anmelden
passkey-choice = Die Bildschirmsperre dieses Geräts, Ihr Telefon oder ein Sicherheitsschlüssel
authenticator-app-choice = Die sechs Ziffern, die sie zeigt
two-short-steps = Zwei kurze Schritte
pass-choice = Der Code, den Ihnen Ihr Helpdesk gegeben hat
recovery-code-choice = Einer der Codes, die Sie aufgehoben haben
none-works = Geht nichts davon? Ihr Helpdesk kann Ihnen einen befristeten Zugangscode geben.
