# Letters that tell of a change, and the page behind their link.

## What letters say.

# $headline is one of the messages below, such as letter-pass-issued.
letter-subject = { $headline } ({ $organisation })
letter-headline = { $headline }.
letter-hello = Hola, { $name }:
letter-pass-issued = Se ha emitido un pase de acceso temporal para usted
letter-pass-issued-explanation = Se lo da la persona que lo emitió; nunca se envía por correo electrónico. Nadie que trabaje para nosotros se lo pedirá.
letter-pass-used = Se ha usado su pase de acceso temporal para iniciar sesión
letter-pass-used-explanation = Si acaba de iniciar sesión con él, todo está en orden.
letter-pass-deleted = Se ha eliminado su pase de acceso temporal
letter-method-added =
    { $method ->
        [passkey] Se ha añadido una llave de acceso a su cuenta
        [authenticator-app] Se ha añadido una aplicación de autenticación a su cuenta
        [password] Se ha añadido una contraseña a su cuenta
        [recovery-codes] Se han añadido códigos de recuperación a su cuenta
        [pass] Se ha añadido un pase de acceso temporal a su cuenta
       *[other] Se ha añadido un método de inicio de sesión a su cuenta
    }
letter-method-added-explanation = A partir de ahora se puede usar para iniciar sesión con su cuenta.
letter-method-deleted =
    { $method ->
        [passkey] Se ha eliminado una llave de acceso de su cuenta
        [authenticator-app] Se ha eliminado una aplicación de autenticación de su cuenta
        [password] Se ha eliminado una contraseña de su cuenta
        [recovery-codes] Se han eliminado códigos de recuperación de su cuenta
        [pass] Se ha eliminado un pase de acceso temporal de su cuenta
       *[other] Se ha eliminado un método de inicio de sesión de su cuenta
    }
letter-method-deleted-explanation = Ya no se puede usar para iniciar sesión con su cuenta.
letter-password-changed = Se ha cambiado su contraseña
letter-password-changed-explanation = La contraseña anterior ya no funciona.
letter-signed-out = Se ha cerrado su sesión en todas partes
letter-signed-out-explanation = Hay que volver a iniciar sesión en todos los navegadores y todas las apps.
letter-access-restored = Se ha restablecido su acceso
letter-access-restored-explanation = Se ha cerrado su sesión en todas partes, y lo que había en un dispositivo perdido ya no se puede usar.
letter-not-me-reported = Ha comunicado algo que no hizo usted
letter-test = Esto es una prueba
letter-test-explanation = Un administrador quería comprobar si los mensajes llegan. Sí llegan.

# What happened to which account, a line each. $label is one of those that follow.
letter-fact = { $label }: { $value }
letter-account = Cuenta
letter-when = Cuándo
# When the pass ends.
letter-ends = Caduca
# Who did it.
letter-by = Por
letter-an-administrator = un administrador de este servicio
# The browser it was done with.
letter-with = Con
letter-from = Desde la dirección

letter-not-me = ¿No fue usted o no lo ha solicitado?
# $link is not-me.
letter-not-me-link = «{ $link }» abre una página con un botón que anula su pase y cierra su sesión en todas partes.
# Two lines of plain text; the address of the page follows on a line of its own.
letter-not-me-open =
    Abra esta página y pulse el botón; así se anula su pase
    y se cierra su sesión en todas partes:

## The page behind the link: somebody says that it was not them.

not-me = No fui yo
not-me-title = ¿No fue usted?
not-me-we-wrote = Le hemos escrito acerca de la cuenta { $username }.
not-me-consequence = Si no fue usted o no lo solicitó, pulse el botón. Se elimina su pase de acceso temporal, finalizan todas las sesiones y el acceso de todas las apps, y se avisa a los administradores. Usted también tendrá que volver a iniciar sesión.
not-me-if-you = Si fue usted, cierre esta página. No se ha cambiado nada.
not-me-done = Se ha cerrado su sesión en todas partes
not-me-all-ended = Han finalizado todas las sesiones y el acceso de todas las apps de { $username }, así como el pase de acceso temporal, si lo había. Los administradores pueden ver lo que ha comunicado.
not-me-already = Eso ya está hecho
not-me-used-before = Este enlace ya se usó antes, para { $username }. Esta vez no se ha cambiado nada.
not-me-next = Ahora revise su información de seguridad: elimine lo que no haya registrado usted y cambie su contraseña. Si ya no puede iniciar sesión, consulte a su servicio de asistencia.
not-me-link-old = Este enlace ya no funciona
not-me-link-old-message = Puede que tenga más de una semana o que le falte una parte. No se ha cambiado nada.
not-me-link-old-advice = Copie el enlace completo del mensaje o cuente a su servicio de asistencia lo que ocurrió.
