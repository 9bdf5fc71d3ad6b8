# Letters that tell of a change, and the page behind their link.

## What letters say.

# $headline is one of the messages below, such as letter-pass-issued.
letter-subject = { $headline } ({ $organisation })
letter-headline = { $headline }.
letter-hello = Bonjour { $name },
letter-pass-issued = Un code d’accès temporaire a été émis pour vous
letter-pass-issued-explanation = La personne qui l’a émis vous le remet ; il n’est jamais envoyé par e-mail. Personne de chez nous ne vous le demandera.
letter-pass-used = Votre code d’accès temporaire a été utilisé pour une connexion
letter-pass-used-explanation = Si vous venez de l’utiliser pour vous connecter, tout va bien.
letter-pass-deleted = Votre code d’accès temporaire a été supprimé
letter-method-added =
    { $method ->
        [passkey] Une clé d’accès a été ajoutée à votre compte
        [authenticator-app] Une application d’authentification a été ajoutée à votre compte
        [password] Un mot de passe a été ajouté à votre compte
        [recovery-codes] Des codes de récupération ont été ajoutés à votre compte
        [pass] Un code d’accès temporaire a été ajouté à votre compte
       *[other] Une méthode de connexion a été ajoutée à votre compte
    }
letter-method-added-explanation = Cet ajout permet désormais de se connecter à votre compte.
letter-method-deleted =
    { $method ->
        [passkey] Une clé d’accès a été supprimée de votre compte
        [authenticator-app] Une application d’authentification a été supprimée de votre compte
        [password] Un mot de passe a été supprimé de votre compte
        [recovery-codes] Des codes de récupération ont été supprimés de votre compte
        [pass] Un code d’accès temporaire a été supprimé de votre compte
       *[other] Une méthode de connexion a été supprimée de votre compte
    }
letter-method-deleted-explanation = Il n’est plus possible de se connecter ainsi à votre compte.
letter-password-changed = Votre mot de passe a été modifié
letter-password-changed-explanation = L’ancien mot de passe ne fonctionne plus.
letter-signed-out = Votre compte a été déconnecté partout
letter-signed-out-explanation = Une nouvelle connexion est nécessaire dans chaque navigateur et chaque app.
letter-access-restored = Votre accès a été rétabli
letter-access-restored-explanation = Votre compte a été déconnecté partout, et ce qui se trouvait sur un appareil perdu ne peut plus être utilisé.
letter-not-me-reported = Vous avez signalé quelque chose qui ne venait pas de vous
letter-test = Ceci est un test
letter-test-explanation = Un administrateur voulait vérifier que nos e-mails arrivent. Ils arrivent bien.

# What happened to which account, a line each. $label is one of those that follow.
letter-fact = { $label } : { $value }
letter-account = Compte
letter-when = Date
# When the pass ends.
letter-ends = Fin
# Who did it.
letter-by = Par
letter-an-administrator = un administrateur de ce service
# The browser it was done with.
letter-with = Avec
letter-from = Adresse réseau

letter-not-me = Ce n’était pas vous, ou vous ne l’aviez pas demandé ?
# $link is not-me.
letter-not-me-link = « { $link } » ouvre une page dont le bouton met fin à votre code d’accès et vous déconnecte partout.
# Two lines of plain text; the address of the page follows on a line of its own.
letter-not-me-open =
    Ouvrez cette page et appuyez sur le bouton qui s’y trouve ; il met
    fin à votre code d’accès et vous déconnecte partout :

## The page behind the link: somebody says that it was not them.

not-me = Ce n’était pas moi
not-me-title = Ce n’était pas vous ?
not-me-we-wrote = Nous vous avons écrit au sujet du compte { $username }.
not-me-consequence = Si ce n’était pas vous, ou si vous ne l’aviez pas demandé, appuyez sur le bouton. Il supprime votre code d’accès temporaire, ferme toutes les sessions, met fin à l’accès de toutes les apps et prévient les administrateurs. Vous devrez ensuite vous reconnecter vous-même.
not-me-if-you = Si c’était vous, fermez cette page. Rien n’a été modifié.
not-me-done = Votre compte est déconnecté partout
not-me-all-ended = Toutes les sessions de { $username } et l’accès de toutes les apps ont pris fin, de même que le code d’accès temporaire, s’il y en avait un. Les administrateurs peuvent voir ce que vous avez signalé.
not-me-already = C’est déjà fait
not-me-used-before = Ce lien a déjà été utilisé, pour { $username }. Cette fois, rien n’a été modifié.
not-me-next = Consultez maintenant vos informations de sécurité : supprimez ce que vous n’avez pas enregistré vous-même, et modifiez votre mot de passe. Si vous ne pouvez plus vous connecter, adressez-vous à votre service d’assistance.
not-me-link-old = Ce lien ne fonctionne plus
not-me-link-old-message = Il date peut-être de plus d’une semaine, ou une partie manque. Rien n’a été modifié.
not-me-link-old-advice = Copiez le lien entier depuis l’e-mail, ou expliquez à votre service d’assistance ce qui s’est passé.
