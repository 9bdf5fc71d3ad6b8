# What went wrong, whose turn it is, one way forward.

go-to-start-page = Aller à la page d’accueil
reference = Référence { $reference }
reload-and-try-again = Revenez en arrière, actualisez la page et réessayez.

fault-title = Un problème est survenu ici
fault-message = Cela ne vient pas de vous, et rien n’a été modifié.
fault-advice = Réessayez dans un instant. Si le problème persiste, communiquez la référence ci-dessous à votre service d’assistance.

forged-title = Cette demande vient d’un autre site
forged-message = Votre navigateur indique que l’envoi provient d’une page extérieure à ce service. Rien n’a été modifié.
forged-advice = Revenez à la page où vous étiez, actualisez-la et réessayez.

busy-title = Beaucoup de personnes se connectent
busy-message = Il y a une file d’attente en ce moment, et nous n’avons pas voulu vous y faire patienter.
busy-advice = Attendez quelques secondes, puis réessayez. Rien de ce que vous avez fait n’est perdu.

too-many-failures-title = Trop d’échecs de connexion
too-many-failures-message = Trop de tentatives de connexion ont échoué depuis votre réseau, de votre part ou de celle d’une autre personne. La vôtre n’a pas été examinée.
too-many-failures-advice = Attendez une minute, puis réessayez. Les sessions ouvertes le restent.

too-large-title = L’envoi est trop volumineux
too-large-message = L’envoi dépasse ce que demande n’importe quelle page de ce service.
too-large-advice = Revenez en arrière et réessayez.

malformed-title = La demande est illisible
malformed-message = La demande est incomplète ou endommagée. Rien n’a été modifié.

not-found-title = Cette page n’existe pas
not-found-message = L’adresse est peut-être mal saisie, ou ce qui se trouvait ici n’y est plus.

method-not-allowed-title = Cette action n’est pas possible ici
method-not-allowed-message = Cette adresse n’accepte pas les demandes de ce type. Rien n’a été modifié.

## Who may touch whom.

denied-title = Vous ne pouvez pas faire cela
denied-yourself = Personne ne fait cela pour soi-même, quel que soit son rôle. Rien n’a été modifié.
denied-privileged = Cette personne a un rôle d’administrateur, et le vôtre porte sur les personnes qui n’en ont pas. Rien n’a été modifié.
denied-issuer = Cette personne émet des codes d’accès pour d’autres, comme vous. Rien n’a été modifié.
denied-not-a-newcomer = Cette personne s’est déjà connectée, et vous émettez des codes d’accès pour les nouvelles personnes. Rien n’a été modifié.
denied-powerful-group = Les membres de ce groupe peuvent émettre des codes d’accès ; sa composition est donc décidée par les personnes qui accordent ce droit. Rien n’a été modifié.
denied-policy-group = La stratégie de connexion cite ce groupe ; sa composition est donc décidée par les personnes qui modifient à la fois les groupes et la stratégie. Rien n’a été modifié.
denied-own-people = Vous émettez des codes d’accès pour les membres de ce groupe ; sa composition est donc décidée par quelqu’un d’autre. Rien n’a été modifié.
denied-no-role = Aucun de vos rôles ne le permet. Rien n’a été modifié.
ask-another-administrator = Demandez à un autre administrateur de le faire.
ask-another-administrator-for-you = Demandez à un autre administrateur de le faire pour vous.
ask-an-authentication-administrator = Adressez-vous à un Authentication Administrator.
ask-a-privileged-administrator = Adressez-vous à un Privileged Authentication Administrator ou à un Global Administrator.
ask-a-global-administrator = Adressez-vous à un Global Administrator.
ask-a-global-administrator-if-it-should = Demandez à un Global Administrator si cela devrait être permis.

## Requests that an app got wrong.

for-the-developer = Pour les développeurs de l’app : { $detail }
app-cannot-sign-you-in = Cette app ne peut pas vous connecter
app-missing = L’app n’a pas indiqué de quelle app il s’agit.
app-unknown = L’app qui vous envoie n’est pas connue ici.
redirect-missing = L’app n’a pas indiqué où vous envoyer ensuite.
redirect-unregistered = { $app } veut vous envoyer à une adresse qui n’est pas enregistrée pour cette app.
request-used-or-old = Cette connexion a déjà été utilisée, ou elle est trop ancienne.
request-unreadable = Ce que l’app a envoyé est illisible.
go-back-to-app = Retournez dans l’app et reconnectez-vous à partir de là.
tell-whoever-runs-the-app = Il n’y a aucun problème avec votre compte. Communiquez ce qui est indiqué ci-dessous aux responsables de l’app.
app-cannot-sign-you-out = Cette app ne peut pas vous déconnecter
still-signed-in = Votre session reste ouverte : la demande de l’app n’est pas digne de confiance.
sign-out-from-start-page = Vous pouvez vous déconnecter depuis la page d’accueil. Communiquez ce qui est indiqué ci-dessous aux responsables de l’app.
