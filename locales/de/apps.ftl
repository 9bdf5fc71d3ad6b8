# Apps: Zustimmung, Geräte, Abmelden.

## Was eine App haben darf.

consent-page = Zugriff erlauben
# Es folgt eine Liste dessen, was die App tun darf: „Sie wiedererkennen“.
consent-title = { $app } möchte
app-registered-itself = { $app } hat sich selbst registriert; { $organisation } hat die App nicht geprüft.
consent-only-if-known = Erlauben Sie es nur, wenn Sie wissen, woher sie kommt.
you-are = Sie sind { $username }.
not-you = Sind Sie das nicht?
# $address ist der Host, zu dem die Person geschickt wird, etwa payroll.example.
consent-returns-to = Sie gehen zurück zu { $address }.
take-back-at-any-time = Sie können das jederzeit unter „Meine Anmeldungen“ zurücknehmen.
allow = Erlauben
do-not-allow = Nicht erlauben
continue-in-a-moment = Sie werden gleich weitergeleitet. Wenn nichts geschieht, wählen Sie „Weiter“.

## Ein Gerät verbinden.

device-title = Verbinden Sie ein Gerät
device-code-hint = Die acht Buchstaben, die Ihr anderes Gerät zeigt. Großschreibung, Leerzeichen und Striche spielen keine Rolle.
device-code-only-from-yours = Geben Sie nur einen Code von einem Gerät ein, das Sie gerade selbst benutzen. Niemand von { $organisation } gibt Ihnen jemals einen.
device-code-wrong = Dieser Code stimmt nicht oder gilt nicht mehr. Vergleichen Sie ihn mit Ihrem Gerät, oder lassen Sie das Gerät einen neuen zeigen.
device-codes-too-many = Zu viele falsche Codes. Wieder möglich ist es { $when }.
device-confirm-title = Dieses Gerät verbinden?
device-check-code = Prüfen Sie, ob Ihr Gerät diesen Code zeigt:
# Es folgt eine Liste dessen, was die App tun darf: „Sie wiedererkennen“.
device-lets = Damit darf { $app } als { $username }:
who-is-asking = Woher die Anfrage kommt
device = Gerät
where = Ort
# $address ist eine Netzwerkadresse, etwa 192.0.2.7.
address-same-as-yours = { $address }, dieselbe Netzwerkadresse wie Ihre
address-other-than-yours = { $address }, eine andere Netzwerkadresse als Ihre
not-known = Nicht bekannt
# Es folgt eine Zeit: wann das Gerät angefragt hat.
device-asked = Angefragt
device-only-if-yours = Machen Sie nur weiter, wenn Sie das gerade eben selbst begonnen haben. Niemand von { $organisation } fragt Sie nach diesem Code.
connect = Verbinden
do-not-connect = Nicht verbinden
device-ends-with-pass = Die Verbindung endet mit Ihrem befristeten Zugangscode.
device-stays-connected = Die Verbindung bleibt bestehen, wenn Sie sich hier abmelden.
not-this-person = Nicht { $username }?
device-connected = Gerät verbunden
device-goes-on = { $app } macht dort von selbst weiter. Sie können diese Seite schließen.
device-end-again = Wenn Sie die Verbindung wieder beenden möchten, gehen Sie zu „Meine Anmeldungen“.
device-not-connected = Gerät nicht verbunden
device-app-has-no-access = { $app } hat keinen Zugriff. Sie können diese Seite schließen.
device-code-was-sent = Wenn Ihnen jemand den Code geschickt hat, sagen Sie es Ihrem Helpdesk.
app-not-for-you = Diese App ist nicht für Ihr Konto
device-no-access = Ihre Organisation hat Ihnen keinen Zugriff auf { $app } gegeben. Es wurde kein Gerät verbunden.
if-you-need-it = Wenn Sie die App brauchen, fragen Sie Ihren Helpdesk.
app-needs-stronger = Diese App verlangt eine stärkere Anmeldung
device-sign-in-too-weak = Ihre bisherige Anmeldung reicht für { $app } nicht aus. Es wurde kein Gerät verbunden.
device-sign-in-stronger = Melden Sie sich ab, melden Sie sich mit Ihrem Passkey oder dem an, was Ihre Organisation verlangt, und geben Sie den Code noch einmal ein.

## Abmelden.

sign-out-title = Abmelden?
app-asks-to-sign-out = { $app } bittet darum, Sie abzumelden.
signed-in-as = Sie sind in diesem Browser als { $username } angemeldet.
stay-signed-in = Angemeldet bleiben
signed-out-title = Sie sind abgemeldet
signed-out-shared-device = Wenn Sie dieses Gerät mit anderen teilen, schließen Sie auch den Browser.
