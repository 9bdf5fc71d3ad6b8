# Was schiefging, wer am Zug ist, ein Weg weiter.

go-to-start-page = Zur Startseite
reference = Referenz { $reference }
reload-and-try-again = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.

fault-title = Hier ist etwas schiefgegangen
fault-message = Es lag nicht an Ihnen, und es wurde nichts geändert.
fault-advice = Versuchen Sie es gleich noch einmal. Bleibt es dabei, nennen Sie dem Helpdesk die Referenz unten.

forged-title = Das kam von einer anderen Website
forged-message = Ihr Browser sagt, dass eine Seite außerhalb dieses Dienstes das gesendet hat. Es wurde nichts geändert.
forged-advice = Gehen Sie zurück zu der Seite, auf der Sie waren, laden Sie sie neu und versuchen Sie es noch einmal.

busy-title = Viele melden sich gerade an
busy-message = Es gibt gerade eine Warteschlange, und wir wollten Sie nicht darin stehen lassen.
busy-advice = Warten Sie ein paar Sekunden und versuchen Sie es noch einmal. Es ist nichts verloren.

too-many-failures-title = Zu viele fehlgeschlagene Anmeldungen
too-many-failures-message = Aus Ihrem Netz sind zu viele Anmeldeversuche fehlgeschlagen, von Ihnen oder von jemand anderem dort. Ihrer wurde nicht geprüft.
too-many-failures-advice = Warten Sie eine Minute und versuchen Sie es noch einmal. Wer angemeldet ist, bleibt angemeldet.

too-large-title = Das ist zu groß
too-large-message = Es wurde mehr gesendet, als irgendeine Seite hier verlangt.
too-large-advice = Gehen Sie zurück und versuchen Sie es noch einmal.

malformed-title = Das lässt sich nicht lesen
malformed-message = Die Anfrage ist unvollständig oder beschädigt. Es wurde nichts geändert.

not-found-title = Diese Seite gibt es nicht
not-found-message = Vielleicht ist die Adresse falsch geschrieben, oder was hier war, ist fort.

method-not-allowed-title = Das geht hier nicht
method-not-allowed-message = Diese Adresse nimmt keine Anfragen dieser Art an. Es wurde nichts geändert.

## Wer an wen heran darf.

denied-title = Das dürfen Sie nicht
denied-yourself = Das macht niemand für sich selbst, mit keiner Rolle. Es wurde nichts geändert.
denied-privileged = Diese Person hat eine Administratorrolle, und Ihre reicht nur bis zu Personen ohne eine. Es wurde nichts geändert.
denied-issuer = Diese Person stellt selbst Zugangscodes für andere aus, wie Sie. Es wurde nichts geändert.
denied-not-a-newcomer = Diese Person hat sich schon angemeldet, und Sie stellen Zugangscodes für neue Personen aus. Es wurde nichts geändert.
denied-powerful-group = Mitglieder dieser Gruppe dürfen Zugangscodes ausstellen; wer dazugehört, entscheiden deshalb jene, die dieses Recht vergeben. Es wurde nichts geändert.
denied-policy-group = Die Richtlinie für die Anmeldung nennt diese Gruppe; wer dazugehört, entscheiden deshalb jene, die Gruppen und Richtlinie ändern. Es wurde nichts geändert.
denied-own-people = Sie stellen Zugangscodes für die Mitglieder dieser Gruppe aus; wer das ist, entscheidet deshalb jemand anderes. Es wurde nichts geändert.
denied-no-role = Keine Ihrer Rollen erlaubt das. Es wurde nichts geändert.
ask-another-administrator = Bitten Sie einen anderen Administrator darum.
ask-another-administrator-for-you = Bitten Sie einen anderen Administrator, es für Sie zu tun.
ask-an-authentication-administrator = Fragen Sie einen Authentication Administrator.
ask-a-privileged-administrator = Fragen Sie einen Privileged Authentication Administrator oder einen Global Administrator.
ask-a-global-administrator = Fragen Sie einen Global Administrator.
ask-a-global-administrator-if-it-should = Fragen Sie einen Global Administrator, ob sie es sollte.

## Anfragen, die eine App falsch gestellt hat.

for-the-developer = Für die Entwickler der App: { $detail }
app-cannot-sign-you-in = Diese App kann Sie nicht anmelden
app-missing = Die App hat nicht gesagt, welche App sie ist.
app-unknown = Die App, die Sie geschickt hat, ist hier nicht bekannt.
redirect-missing = Die App hat nicht gesagt, wohin Sie danach gehen sollen.
redirect-unregistered = { $app } will Sie an eine Adresse schicken, die nicht für sie registriert ist.
request-used-or-old = Diese Anmeldung wurde schon verwendet, oder sie ist zu alt.
request-unreadable = Was die App gesendet hat, lässt sich nicht lesen.
go-back-to-app = Gehen Sie zurück zur App und melden Sie sich von dort neu an.
tell-whoever-runs-the-app = Mit Ihrem Konto ist alles in Ordnung. Sagen Sie denen, die die App betreiben, was unten steht.
app-cannot-sign-you-out = Diese App kann Sie nicht abmelden
still-signed-in = Sie sind weiter angemeldet: Die App hat auf eine Weise gefragt, der nicht zu trauen ist.
sign-out-from-start-page = Abmelden können Sie sich auf der Startseite. Sagen Sie denen, die die App betreiben, was unten steht.
