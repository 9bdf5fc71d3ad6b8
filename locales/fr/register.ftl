# Setting up how one signs in from now on.

## Why a new way to sign in was not saved.

passkeys-too-many = Vous avez déjà { $maximum } clés d’accès, le maximum possible. Supprimez-en une dont vous n’avez plus besoin.
passkey-registered-already = Cette clé d’accès est déjà enregistrée. Connectez-vous avec elle, ou utilisez un autre appareil.
passkeys-not-allowed = Les clés d’accès ne sont pas autorisées pour votre compte. Utilisez une autre méthode.
security-key-cannot-hold = Cette clé de sécurité ne peut pas contenir de clé d’accès. Utilisez-en une autre, ou le verrouillage d’écran de cet appareil.
passkey-not-verified = Votre empreinte, votre visage ou votre code PIN n’ont pas été demandés. Configurez d’abord cette vérification sur l’appareil, ou utilisez-en un autre.
new-totp-wrong = Ce code n’est pas le bon. Vérifiez que votre téléphone règle l’heure automatiquement, et saisissez le code qu’il affiche maintenant.
new-totp-stale = Cette clé a attendu trop longtemps. Scannez la nouvelle.
authenticator-apps-too-many = Vous avez déjà { $maximum } applications d’authentification, le maximum possible. Supprimez-en une dont vous n’avez plus besoin.
authenticator-apps-not-allowed = Les applications d’authentification ne sont pas autorisées pour votre compte. Utilisez une autre méthode.

## Step by step.

step-of = Étape { $step } sur { $steps }
set-up-something-else = Configurer autre chose
finish-before-pass-ends = Votre code d’accès prend fin { $when } ; vous pouvez terminer d’ici là.

## Choosing what to set up.

choose-for-now-on = Configurez votre façon de vous connecter désormais
add-a-way = Ajouter une méthode de connexion
nothing-more-to-add = Vous ne pouvez rien configurer de plus : vous avez le maximum de méthodes de connexion. Votre service d’assistance peut en supprimer une que vous n’avez plus.
add-passkey-detail = Le verrouillage d’écran de cet appareil, votre téléphone ou une clé de sécurité.
authenticator-app-and-password = Application d’authentification et mot de passe
add-authenticator-app-and-password-detail = Des codes d’une application sur votre téléphone, et un mot de passe que vous choisissez.
add-authenticator-app-detail = Des codes d’une application sur votre téléphone, après votre mot de passe.
add-password-detail = Un mot de passe que vous choisissez.
add-recovery-codes-detail = Pour le jour où tout le reste est hors de portée.

## What the organisation asks people to set up.

campaign-passkey-title = Connectez-vous désormais avec une clé d’accès
you-can-go-on = Vous pouvez poursuivre
nothing-to-set-up = Vous n’avez plus rien à configurer.
passkey-unlocks = Vous la déverrouillez comme vous déverrouillez cet appareil, votre téléphone ou une clé de sécurité.
passkey-is-quicker = Elle est plus rapide qu’un mot de passe et un code, et personne ne peut vous amener à la livrer par ruse.
set-up-passkey = Configurer une clé d’accès
authenticator-app-is = Une application sur votre téléphone affiche six chiffres ; vous les saisissez après votre mot de passe.
skip-for-now = Passer pour le moment
skips-left =
    { $count ->
        [0] La prochaine fois, cette configuration sera nécessaire.
        [one] Vous pouvez passer cette étape encore une fois.
       *[other] Vous pouvez passer cette étape encore { $count } fois.
    }
campaign-asked-for = Votre organisation le demande avant que vous poursuiviez. Ce n’est pas possible sur cet appareil ? Déconnectez-vous et connectez-vous sur un autre, ou adressez-vous à votre service d’assistance.

## The passkey.

create-a-passkey = Créez une clé d’accès
create-passkey = Créer une clé d’accès
passkey-nothing-to-remember = Il n’y a rien à retenir, et rien que l’on puisse vous faire saisir par ruse.

## The authenticator app.

set-up-authenticator-app = Configurez une application d’authentification
totp-scan = Scannez ceci avec l’application d’authentification de votre téléphone.
totp-qr = Code QR pour votre application d’authentification ; la même clé figure ci-dessous sous forme de texte
totp-cannot-scan = Impossible de le scanner ?
totp-by-hand = Saisir la clé à la main
totp-type-key = Saisissez cette clé dans l’application. Choisissez « basé sur l’heure » si elle vous le demande.
copy-key = Copier la clé
totp-open-app = Ouvrir l’application sur cet appareil
new-totp-hint = Les six chiffres que l’application affiche maintenant.

## The password.

choose-a-password = Choisissez un mot de passe
new-password = Nouveau mot de passe
new-password-length = Au moins { $minimum } caractères ; quelques mots sans rapport entre eux font un bon mot de passe
new-password-not-guessable = Rien de facile à deviner, comme votre nom ou un mot de passe courant
passwords-not-allowed = Les mots de passe ne sont pas autorisés pour votre compte.
password-there-already = Vous avez déjà un mot de passe.
password-busy = Beaucoup de personnes se connectent en ce moment. Réessayez dans un instant.
password-too-short = Utilisez au moins { $minimum } caractères.
password-few-words = Quelques mots sans rapport entre eux sont faciles à retenir.
password-too-long = Utilisez au plus { $maximum } caractères.

## Why a password is too easy to guess.

password-easy-to-guess = Ce mot de passe est facile à deviner.
password-straight-rows = Les rangées de touches sont faciles à deviner.
password-keyboard-patterns = Les motifs courts sur le clavier sont faciles à deviner.
password-repeats = Les répétitions comme « aaa » sont faciles à deviner.
password-longer-repeats = Les répétitions comme « abcabcabc » sont à peine plus difficiles à deviner que « abc ».
password-top-10 = Il fait partie des 10 mots de passe les plus courants.
password-top-100 = Il fait partie des 100 mots de passe les plus courants.
password-common = C’est un mot de passe très courant.
password-like-a-common-one = Il ressemble à un mot de passe courant.
password-sequences = Les suites comme « abc » ou « 6543 » sont faciles à deviner.
password-recent-years = Les années récentes sont faciles à deviner.
password-one-word = Un mot seul est facile à deviner.
password-dates = Les dates sont souvent faciles à deviner.
password-names-alone = Les noms et prénoms seuls sont faciles à deviner.
password-common-names = Les noms et prénoms courants sont faciles à deviner.

## How to choose a better one.

password-use-a-few-words = Utilisez quelques mots, mais évitez les expressions courantes.
password-no-need-for-symbols = Les symboles, les chiffres ou les majuscules ne sont pas nécessaires.
password-add-words = Ajoutez encore un mot ou deux. Les mots peu courants sont préférables.
password-capitals-help-little = Les majuscules n’aident pas beaucoup.
password-all-capitals = Tout en majuscules est presque aussi facile à deviner que tout en minuscules.
password-reversed-words = Les mots à l’envers ne sont guère plus difficiles à deviner.
password-substitutions = Les substitutions prévisibles comme « @ » au lieu de « a » n’aident pas beaucoup.
password-longer-pattern = Utilisez un motif de clavier plus long, avec plus de changements de direction.
password-avoid-repeats = Évitez les mots et les caractères répétés.
password-avoid-sequences = Évitez les suites.
password-avoid-recent-years = Évitez les années récentes.
password-avoid-your-years = Évitez les années qui ont un rapport avec vous.
password-avoid-your-dates = Évitez les dates et les années qui ont un rapport avec vous.

## Recovery codes.

keep-recovery-codes = Conservez des codes de récupération
recovery-codes-are = Dix codes qui vous permettent d’entrer quand vos autres méthodes de connexion sont hors de portée. Conservez-les sur papier ou dans un gestionnaire de mots de passe.
recovery-codes-replace = Les nouveaux codes remplacent ceux que vous aviez.
show-recovery-codes = Afficher mes codes de récupération
keep-these-recovery-codes = Conservez ces codes de récupération
recovery-codes-seen-once = Ils vous permettent d’entrer quand vos autres méthodes de connexion sont hors de portée. Conservez-les sur papier ou dans un gestionnaire de mots de passe. Vous ne les reverrez pas.
recovery-codes-kept = Je les ai conservés

## Done.

you-are-set = Tout est prêt
next-time-passkey = La prochaine fois, connectez-vous avec votre clé d’accès sur cet appareil.
next-time-password-and-code = La prochaine fois, connectez-vous avec votre mot de passe et le code de votre application d’authentification.
next-time-password = La prochaine fois, connectez-vous avec votre mot de passe.
continue-to = Continuer vers { $app }
