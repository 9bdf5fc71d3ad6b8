# A signed-in person's own pages.

## The start page.

security-info-is = Vos clés d’accès et vos autres méthodes de connexion
my-sign-ins-are = Vos connexions en cours, vos apps et « Se déconnecter partout »
administration-is = Personnes, codes d’accès, apps et stratégies

## Security info.

how-you-prove = Comment vous prouvez que c’est bien vous.
method-added = Ajout effectué. Vous pouvez désormais vous connecter ainsi.
method-renamed = Le nouveau nom est enregistré.
method-deleted = Suppression effectuée. Plus personne ne peut se connecter ainsi.
password-changed = Votre mot de passe est modifié. Vos autres navigateurs restent connectés ; déconnectez ceux que vous ne reconnaissez pas sous « Mes connexions ».
own-pass-deleted = Votre code d’accès est supprimé.
your-pass = Votre code d’accès temporaire
set-up-lasting-way = Configurez une méthode de connexion durable avant qu’il prenne fin.
have-lasting-way = Vous avez une méthode de connexion durable.
delete-pass-if-unneeded = Si vous n’avez plus besoin du code d’accès, supprimez-le.
delete-this-pass = Supprimer ce code d’accès
your-ways = Vos méthodes de connexion
no-ways-yet = Vous n’en avez pas encore. Ajoutez-en une ci-dessous pour pouvoir vous reconnecter.
method-with-name = { $method } : { $name }
kept-in-manager = Dans un gestionnaire de mots de passe
stays-on-device = Reste sur un seul appareil
together-with-password = Avec votre mot de passe
codes-left =
    { $count ->
        [one] { $count } restant
       *[other] { $count } restants
    }
make-new-ones = En créer de nouveaux
add-another = Ajouter une autre méthode
lost-a-device-question = Appareil perdu ?
lost-device-everything = Voici tout ce qu’il faut faire, dans l’ordre.

## Renaming and deleting. $method is one of those that are named here.

rename-this =
    { $method ->
        [passkey] Renommer cette clé d’accès
        [authenticator-app] Renommer cette application d’authentification
        [recovery-codes] Renommer ces codes de récupération
       *[password] Renommer ce mot de passe
    }
name-hint = Un nom que vous reconnaissez : « Ordinateur du bureau », « Clé bleue ».
name-length = Un nom compte de 1 à 60 caractères.
delete-a-way = Supprimer une méthode de connexion
delete-this =
    { $method ->
        [passkey] Supprimer cette clé d’accès ?
        [authenticator-app] Supprimer cette application d’authentification ?
        [recovery-codes] Supprimer ces codes de récupération ?
       *[password] Supprimer ce mot de passe ?
    }
this-stays =
    { $method ->
        [passkey] Cette clé d’accès est conservée
        [authenticator-app] Cette application d’authentification est conservée
        [recovery-codes] Ces codes de récupération sont conservés
       *[password] Ce mot de passe est conservé
    }
delete-consequence = Plus personne ne peut ensuite se connecter ainsi. Les navigateurs connectés le restent.
keep-it = Conserver
last-way-in = Sans cela, vous n’auriez plus aucun moyen de vous connecter : c’est votre dernière méthode de connexion, ou une partie de celle-ci. Ajoutez d’abord une autre méthode ; vous pourrez ensuite supprimer celle-ci.

## Changing the password.

change-your-password = Modifier votre mot de passe
change-password = Modifier le mot de passe
password-now = Mot de passe actuel

## My sign-ins.

where-signed-in = Vos connexions en cours
session-has-ended = Cette session est fermée.
app-has-no-access = Cette app n’a plus accès à votre compte.
browsers = Navigateurs
this-browser = Ce navigateur
# After the name of the browser, for who hears the page.
this-browser-in-brackets = (ce navigateur)
apps = Apps
no-app-has-access = Aucune app n’a accès à votre compte.
remove-access = Retirer l’accès
# After remove-access, for who hears the page.
remove-access-of = de { $app }
sign-out-everywhere-is = Ferme toutes les sessions, met fin à l’accès de toutes les apps et prévient vos apps. Faites-le si vous voyez ici quelque chose qui ne vient pas de vous. Vous verrez ce qui a été communiqué à chaque app.
everywhere-but-this-browser = Partout sauf dans ce navigateur
sign-in-again = Se reconnecter
receipt-found-again = Vous retrouvez ceci sous « Mes connexions ». Ce n’était pas vous ? Prévenez votre service d’assistance, et utilisez un code d’accès temporaire pour configurer de nouvelles méthodes de connexion.

## After a lost device.

lost-device-is = Un téléphone, un ordinateur ou une clé de sécurité est perdu, volé ou entre d’autres mains. Voici ce qu’il faut faire, dans l’ordre. Vous pouvez vous arrêter à chaque étape et revenir.
lost-device-will-sign-out = Se déconnecter partout sauf ici.
lost-device-will-remove = Retirer ce qui se trouvait sur l’appareil.
lost-device-will-add = Ajouter une nouvelle méthode de connexion.
lost-device-will-change-password = Modifier votre mot de passe, si vous en avez un.
yours-again = Votre compte est de nouveau à vous
lost-device-all-done = Tout est réglé pour l’appareil que vous avez perdu.
things-remain =
    { $count ->
        [one] Il reste une étape.
       *[other] Il reste { $count } étapes.
    }
# $when is when the device was lost.
lost-device-since = Ce qui existait déjà { $when } est peut-être perdu.
lost-device-sign-out-is = La personne qui a l’appareil est aussitôt déconnectée, et vos apps sont prévenues. Ici, votre session reste ouverte.
sign-out-everywhere-but-here = Se déconnecter partout sauf ici
# $page is my-sign-ins.
apps-told-under = Ce qui a été communiqué à vos apps figure sous { $page }.
lost-device-signed-out = La déconnexion est effectuée partout sauf ici. Ce qui a été communiqué à chaque app figure sous « Mes connexions ».
lost-device-remove = Retirer ce qui se trouvait sur l’appareil
which-are-lost = Qu’est-ce qui est perdu ?
last-way-in-stays = Votre dernière méthode de connexion, ou une partie de celle-ci : elle est conservée jusqu’à ce que vous en ayez ajouté une autre.
# $detail is one of kept-in-manager, stays-on-device, together-with-password and codes-left.
last-way-in-stays-with-detail = { $detail }. Votre dernière méthode de connexion, ou une partie de celle-ci : elle est conservée jusqu’à ce que vous en ayez ajouté une autre.
remove-what-is-ticked = Retirer ce qui est coché, conserver le reste
lost-device-removed = C’est fait. Plus personne ne peut se connecter avec ce que vous avez retiré.
lost-device-last-way-in = L’un de ces éléments est votre dernière méthode de connexion, ou une partie de celle-ci ; il est donc conservé pour le moment. Ajoutez d’abord une nouvelle méthode, puis retirez-le ici.
lost-device-add = Ajouter une nouvelle méthode de connexion
lost-device-add-is = Pour pouvoir vous connecter demain, avec l’appareil que vous avez maintenant.
what-i-have-is-enough = Ce que j’ai suffit
password-may-be-saved = Il est peut-être enregistré sur l’appareil.
lost-device-stays = Vous pouvez quitter cette page et revenir : elle reste là jusqu’à ce que tout soit réglé.
found-it = Je l’ai retrouvé, en rester là

## The pass, as it looks.

pass-use-it-at = À utiliser sur { $address }
pass-qr-code = Code QR de l’adresse de connexion
# Times follow.
pass-valid-from = Valable à partir de
pass-valid-until = Jusqu’à
# Before one of the two that follow, for who cannot see.
pass-use = Utilisation
pass-works-once = Utilisable une seule fois
pass-works-until-it-ends = Utilisable jusqu’à sa fin
# Why a pass can't be used.
pass-state-not-allowed = Non autorisé par la stratégie
pass-state-too-many-tries = Trop d’essais erronés
pass-state-used = Utilisé
pass-state-ended = Terminé
pass-state-not-started = Pas encore valable
