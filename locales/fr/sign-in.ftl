# Signing in: the username, then a method, each on its own page.

## The username.

sign-in = Se connecter
to-continue-to = pour continuer vers { $app }
username = Nom d’utilisateur
next = Suivant
sign-in-with-passkey = Se connecter avec une clé d’accès
new-here = Première visite ou appareil perdu ? Votre service d’assistance peut vous remettre un code d’accès temporaire.
app-privacy = { $app } : confidentialité
app-terms = { $app } : conditions d’utilisation
username-missing = Saisissez votre nom d’utilisateur.
username-impossible = Ce ne peut pas être un nom d’utilisateur. Vérifiez-le et réessayez.
sign-in-again-first = Pour modifier votre façon de vous connecter, reconnectez-vous d’abord.
app-asks-again = L’app vous demande de vous reconnecter.
app-asks-for-stronger = L’app demande une méthode de connexion plus forte que celle que vous avez utilisée.

## The Temporary Access Pass.

pass-title = Saisissez votre code d’accès temporaire
pass = Code d’accès
pass-hint = Le code que votre service d’assistance vous a remis. Les majuscules, les espaces et les tirets n’ont pas d’importance.
pass-wrong = Ce code d’accès n’est pas le bon. Vérifiez chaque caractère et réessayez.
pass-too-many-tries = Trop d’essais incorrects. Soit ce code d’accès n’est plus valable, soit il n’est pas le bon ; vos autres méthodes de connexion fonctionnent toujours. Si vous venez de le recevoir, vérifiez chaque caractère ; sinon, demandez-en un nouveau à votre service d’assistance.
# $when brings its preposition: "à 14:10", "mardi 24 novembre à 08:00".
pass-not-yet-valid = Il entre en vigueur { $when }. Revenez à ce moment-là.
pass-expired = Il a pris fin { $when }. Demandez-en un nouveau à votre service d’assistance.
pass-already-used = Il a déjà été utilisé { $when }. Demandez-en un nouveau à votre service d’assistance.
pass-blocked-by-policy = Les codes d’accès ne sont pas autorisés pour votre compte. Demandez à votre service d’assistance ce que vous pouvez utiliser à la place.
pass-outside-networks = Votre code d’accès est le bon, mais les codes d’accès ne peuvent pas être utilisés depuis votre réseau actuel. Connectez-vous au réseau de votre organisation et saisissez-le à nouveau, ou adressez-vous à votre service d’assistance.
account-disabled = Ce compte est désactivé. Adressez-vous à votre service d’assistance.

## The password.

password-title = Saisissez votre mot de passe
password-forgotten = Mot de passe oublié ? Votre service d’assistance peut vous remettre un code d’accès temporaire.
password-wrong = Ce nom d’utilisateur et ce mot de passe ne correspondent pas. Vérifiez les deux et réessayez.
guesses-too-many = Trop d’essais incorrects. Nouvel essai possible { $when }. Vos autres méthodes de connexion fonctionnent toujours.
way-not-allowed = Cette méthode de connexion n’est plus autorisée. Utilisez-en une autre, ou adressez-vous à votre service d’assistance.
no-second-factor-title = Il manque une deuxième étape
no-second-factor-message = Votre mot de passe est le bon, mais votre compte exige une deuxième étape et aucune n’est configurée.
no-second-factor-advice = Demandez un code d’accès temporaire à votre service d’assistance ; il vous permet d’en configurer une.

## The authenticator app.

totp-title = Saisissez le code de votre application d’authentification
totp-hint = Les six chiffres que l’application affiche pour { $organisation }. Ils changent toutes les trente secondes.
totp-wrong = Ce code n’est pas le bon, ou il a déjà été utilisé. Attendez le suivant et réessayez.

## A recovery code.

recovery-code-title = Saisissez un code de récupération
recovery-code-hint = L’un des codes que vous avez conservés en configurant votre compte. Chacun ne sert qu’une fois. Les majuscules, les espaces et les tirets n’ont pas d’importance.
recovery-code-wrong = Ce code n’est pas le bon, ou il a déjà été utilisé. Vérifiez chaque caractère, ou prenez-en un autre.
no-codes-left = Plus de codes ? Votre service d’assistance peut vous remettre un code d’accès temporaire.

## The passkey.

passkey-title = Connectez-vous avec votre clé d’accès
passkey-hint = Utilisez le verrouillage d’écran de cet appareil, votre téléphone ou une clé de sécurité, selon l’endroit où se trouve votre clé d’accès.
use-passkey = Utiliser la clé d’accès
passkey-needs-script = Les clés d’accès ont besoin de JavaScript, qui est désactivé dans ce navigateur.
use-username-instead = Connectez-vous plutôt avec votre nom d’utilisateur.
passkey-unsupported = Ce navigateur ne peut pas utiliser de clés d’accès ici.
use-another-way-or-browser = Utilisez une autre méthode ou un autre navigateur.
passkey-waiting = Suivez les étapes qu’affiche votre appareil.
passkey-not-created = Aucune clé d’accès n’a été créée. La demande a été fermée ou a pris trop de temps. Réessayez, ou utilisez une autre méthode.
passkey-not-used = Aucune clé d’accès n’a été utilisée. La demande a été fermée ou a pris trop de temps. Réessayez, ou utilisez une autre méthode.
passkey-on-this-device = Cet appareil contient déjà une clé d’accès pour votre compte. Connectez-vous avec celle-ci, ou utilisez un autre appareil.
passkey-impossible = Cet appareil ne peut pas utiliser de clé d’accès ici. Utilisez une autre méthode ou un autre appareil.
page-waited-too-long = Cette page a attendu trop longtemps. Actualisez-la et réessayez.
passkey-busy = Beaucoup de personnes se connectent en ce moment. Attendez un instant, puis réessayez.
no-connection = Il n’y a pas de connexion pour le moment. Vérifiez votre réseau, puis réessayez.
passkey-failed = Cela n’a pas fonctionné. Réessayez, ou utilisez une autre méthode.
passkey-unknown = Cette clé d’accès n’est plus enregistrée ici. Utilisez une autre méthode, ou demandez un code d’accès temporaire à votre service d’assistance.
failed-or-too-late = Cela n’a pas fonctionné, ou a pris trop de temps. Réessayez, ou utilisez une autre méthode.

## Another way.

choose-title = Choisissez comment vous connecter
passkey-choice = Le verrouillage d’écran de cet appareil, votre téléphone ou une clé de sécurité
authenticator-app-choice = Les six chiffres qu’elle affiche
two-short-steps = Deux étapes courtes
pass-choice = Le code que votre service d’assistance vous a remis
recovery-code-choice = L’un des codes que vous avez conservés
none-works = Aucune de ces méthodes ne vous convient ? Votre service d’assistance peut vous remettre un code d’accès temporaire.
