# Apps: consent, devices, signing out.

## What an app may have.

consent-page = Autoriser l’accès
# A list of what the app may do follows: "vous reconnaître".
consent-title = { $app } souhaite
app-registered-itself = { $app } s’est enregistrée elle-même ; { $organisation } n’a pas vérifié cette app.
consent-only-if-known = N’autorisez l’accès que si vous savez d’où elle vient.
you-are = Vous êtes { $username }.
not-you = Ce n’est pas vous ?
# $address is the host the person is sent to, such as payroll.example.
consent-returns-to = Vous retournez à { $address }.
take-back-at-any-time = Vous pouvez revenir sur cette décision à tout moment sous « Mes connexions ».
allow = Autoriser
do-not-allow = Ne pas autoriser
continue-in-a-moment = La redirection a lieu dans un instant. S’il ne se passe rien, choisissez « Continuer ».

## Connecting a device.

device-title = Connectez un appareil
device-code-hint = Les huit lettres qu’affiche votre autre appareil. Les majuscules, les espaces et les tirets n’ont pas d’importance.
device-code-only-from-yours = Ne saisissez que le code d’un appareil que vous êtes en train d’utiliser. Personne de { $organisation } ne vous en donnera jamais un.
device-code-wrong = Ce code n’est pas le bon, ou il n’est plus valable. Comparez-le avec votre appareil, ou faites-lui en afficher un nouveau.
device-codes-too-many = Trop de codes incorrects. Nouvel essai possible { $when }.
device-confirm-title = Connecter cet appareil ?
device-check-code = Vérifiez que votre appareil affiche ce code :
# A list of what the app may do follows: "vous reconnaître".
device-lets = Cela permet à { $app }, avec le compte { $username }, de :
who-is-asking = D’où vient la demande
device = Appareil
where = Lieu
# $address is a network address, such as 192.0.2.7.
address-same-as-yours = { $address }, la même adresse réseau que la vôtre
address-other-than-yours = { $address }, une autre adresse réseau que la vôtre
not-known = Inconnu
# A time follows: when the device asked.
device-asked = Demande
device-only-if-yours = Ne poursuivez que si vous venez de lancer cette demande vous-même. Personne de { $organisation } ne vous demandera ce code.
connect = Connecter
do-not-connect = Ne pas connecter
device-ends-with-pass = La connexion prend fin avec votre code d’accès temporaire.
device-stays-connected = L’appareil reste connecté quand vous vous déconnectez ici.
not-this-person = Vous n’êtes pas { $username } ?
device-connected = Appareil connecté
device-goes-on = { $app } y continue automatiquement. Vous pouvez fermer cette page.
device-end-again = Si vous voulez mettre fin à cette connexion, allez dans « Mes connexions ».
device-not-connected = Appareil non connecté
device-app-has-no-access = { $app } n’a pas accès. Vous pouvez fermer cette page.
device-code-was-sent = Si quelqu’un vous a envoyé le code, prévenez votre service d’assistance.
app-not-for-you = Cette app n’est pas destinée à votre compte
device-no-access = Votre organisation ne vous a pas donné accès à { $app }. Aucun appareil n’a été connecté.
if-you-need-it = Si vous avez besoin de cette app, adressez-vous à votre service d’assistance.
app-needs-stronger = Cette app exige une connexion plus forte
device-sign-in-too-weak = Votre façon de vous connecter ne suffit pas pour { $app }. Aucun appareil n’a été connecté.
device-sign-in-stronger = Déconnectez-vous, connectez-vous avec votre clé d’accès ou la méthode que demande votre organisation, et saisissez à nouveau le code.

## Signing out.

sign-out-title = Se déconnecter ?
app-asks-to-sign-out = { $app } demande à vous déconnecter.
signed-in-as = Dans ce navigateur, la session de { $username } est ouverte.
stay-signed-in = Garder la session ouverte
signed-out-title = Déconnexion effectuée
signed-out-shared-device = Si vous partagez cet appareil, fermez aussi le navigateur.
