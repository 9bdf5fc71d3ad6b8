# What many pages say.

as-it-is = { $text }

## Times. Within a sentence a time brings its preposition.

time-alone-today = Aujourd’hui, { $time }
time-alone = { $day }, { $time }
time-at = à { $time }
time-on = { $day } à { $time }
# $day is "demain" or "hier".
time-near = { $day } à { $time }
# With day and year, as letters have it: "Monday 23 November 2026 at 08:00 UTC".
time-in-full = { $day } à { $time }
date =
    { $day ->
        [1] { $weekday } 1er { $month }
       *[other] { $weekday } { $day } { $month }
    }
date-with-year =
    { $day ->
        [1] { $weekday } 1er { $month } { $year }
       *[other] { $weekday } { $day } { $month } { $year }
    }
weekday =
    { $number ->
        [1] lundi
        [2] mardi
        [3] mercredi
        [4] jeudi
        [5] vendredi
        [6] samedi
       *[7] dimanche
    }
month =
    { $number ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    }

## On every page.

help-desk = Service d’assistance : { $text }
by-daypass = Connexion par Daypass
change = Modifier
change-username = Modifier le nom d’utilisateur
use-another-way = Utiliser une autre méthode
recommended = Recommandé
go-on = Poursuivre
continue = Continuer
copy = Copier
copied = Copié
print = Imprimer
show = Afficher
hide = Masquer
code = Code
language = Langue
lost-device-remains =
    { $count ->
        [one] Vous avez perdu un appareil et tout n’est pas encore réglé : il reste une étape.
       *[other] Vous avez perdu un appareil et tout n’est pas encore réglé : il reste { $count } étapes.
    }

## Ways to sign in.

temporary-access-pass = Code d’accès temporaire
passkey = Clé d’accès
authenticator-app = Application d’authentification
password = Mot de passe
password-and-authenticator-app = Mot de passe et application d’authentification
recovery-code = Code de récupération
recovery-codes-for = Codes de récupération de { $username } chez { $organisation }. Chacun ne sert qu’une fois.
to-make-it-stronger = Pour le renforcer :

## A person's own pages, and the words that lead there.

skip-to-content = Aller au contenu
your-account = Votre compte
security-info = Informations de sécurité
my-sign-ins = Mes connexions
administration = Administration
sign-out = Se déconnecter
sign-out-everywhere = Se déconnecter partout
lost-a-device = J’ai perdu un appareil

## What buttons and fields of many pages say.

cancel = Annuler
delete = Supprimer
done = Terminé
go-back = Retour
name = Nom
rename = Renommer
save = Enregistrer
start = Commencer
not-now = Pas maintenant
not-yet = pas encore
recovery-codes = Codes de récupération
# Several things one after the other: { $list } is one thing, or several with commas.
list-with-more = { $list }, { $thing }

## Browsers, devices and what stands about them in a list: each before a time.

browser-on-system = { $browser } sur { $system }
some-browser = Un navigateur
# $device is "Firefox sur Windows".
device-says-it-is = { $device }, selon ses propres indications
device-of-unknown-kind = Une app ou un appareil d’un type inconnu
added = Ajout :
allowed = Autorisation :
last-seen = Dernière activité :
last-used = Dernière utilisation :
signed-in = Connexion :
last-access-token-ends = Fin du dernier jeton d’accès :

## What an app may do: in a list under the app's name, or in a sentence.

# $what is one of the following, or several with commas.
app-may = Peut { $what }
lets-know-you = vous reconnaître
lets-see-your-name = voir votre nom et votre nom d’utilisateur
lets-see-your-email = voir votre adresse e-mail
lets-see-your-phone = voir votre numéro de téléphone
lets-see-your-address = voir votre adresse postale
lets-see-your-groups = voir les groupes dont vous faites partie
lets-see-your-roles = voir les rôles que vous avez
lets-stay-when-you-are-away = garder son accès en votre absence

## The same, said of somebody else.

lets-know-them = reconnaître cette personne
lets-see-their-name = voir le nom et le nom d’utilisateur de cette personne
lets-see-their-email = voir l’adresse e-mail de cette personne
lets-see-their-phone = voir le numéro de téléphone de cette personne
lets-see-their-address = voir l’adresse postale de cette personne
lets-see-their-groups = voir les groupes dont cette personne fait partie
lets-see-their-roles = voir les rôles que cette personne a
lets-stay-when-they-are-away = garder son accès en l’absence de cette personne

## The receipt of a sign-out: who was told, who is still to be told, who can't be.

signed-out-everywhere = Déconnexion effectuée partout
one-browser-signed-out = Un navigateur déconnecté
access-ended = Accès terminé
access-of-app-ended = Accès de { $app } terminé
access-of-apps-ended = Accès d’apps terminé
pass-ended-with-all = Fin d’un code d’accès et de tout ce qui en dépendait
# $sessions is 0 where no session was ended, or they were not counted.
sessions-ended =
    { $sessions ->
        [0] Terminé { $when }.
        [one] { $sessions } session fermée { $when }.
       *[other] { $sessions } sessions fermées { $when }.
    }
sessions-ended-by-you =
    { $sessions ->
        [0] Terminé { $when }, par vous.
        [one] { $sessions } session fermée { $when }, par vous.
       *[other] { $sessions } sessions fermées { $when }, par vous.
    }
sessions-ended-by-an-administrator =
    { $sessions ->
        [0] Terminé { $when }, par un administrateur.
        [one] { $sessions } session fermée { $when }, par un administrateur.
       *[other] { $sessions } sessions fermées { $when }, par un administrateur.
    }
sessions-ended-by =
    { $sessions ->
        [0] Terminé { $when }, par { $name }.
        [one] { $sessions } session fermée { $when }, par { $name }.
       *[other] { $sessions } sessions fermées { $when }, par { $name }.
    }
by-you = par vous
by-an-administrator = par un administrateur
by-somebody = par { $name }
signed-in-as-you = Quiconque utilisait votre compte doit se reconnecter.
signed-in-as-them = Quiconque utilisait le compte de cette personne doit se reconnecter.
finding-out-whom-to-tell = Nous cherchons quelles apps prévenir.
your-apps = Vos apps
their-apps = Apps de cette personne
apps-told =
    { $apps ->
        [one] { $told } app prévenue sur { $apps }.
       *[other] Apps prévenues : { $told } sur { $apps }.
    }
apps-hold-nothing = Rien de ce que ces apps détiennent n’est plus accepté ici. Une app qui vérifie elle-même son accès peut continuer jusqu’à l’heure indiquée.
no-app-had-access = Aucune app n’avait accès.
no-app-had-access-from-it = Aucune app n’avait accès par ce biais.
also-told = Également prévenus
look-again = Vérifier à nouveau
nothing-ended = Rien au cours des 30 derniers jours.
earlier = Plus ancien
still-telling = Envoi en cours
what-was-ended = Ce qui a pris fin

## One who is told: in a word or two, then in sentences.

told = Notification reçue
not-told = Notification non reçue
being-told = Notification en cours
cannot-be-told = Notification impossible
waits-to-be-fetched = En attente de récupération
trying-again = Nouvel essai ({ $try } sur { $tries })
told-at = Notification reçue { $when }.
not-told-yet = Notification pas encore reçue.
# $why is one of those below, or what the receiver answered.
not-told-yet-because = Notification pas encore reçue : { $why }.
next-try = Prochain essai { $when }.
stopped-trying = Nous n’essayons plus.
stopped-trying-because = Nous n’essayons plus : { $why }.
not-told-error = le destinataire a répondu par une erreur
not-told-too-slow = le destinataire n’a pas répondu à temps
not-told-refused = le destinataire a refusé la notification
not-told-sent-elsewhere = le destinataire nous a renvoyés vers une autre adresse
not-told-switched-off = le destinataire est désactivé
not-told-no-way = le destinataire ne peut plus être prévenu
not-told-unreachable = le destinataire n’était pas joignable
what-it-holds-ends = L’accès restant prend fin { $when }.
its-access-ends = L’accès prend fin { $when }.
its-access-has-ended = L’accès a pris fin.
it-keeps-its-access = L’accès accordé pour plus longtemps est conservé.
