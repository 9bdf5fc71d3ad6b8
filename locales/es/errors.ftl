# What went wrong, whose turn it is, one way forward.

go-to-start-page = Ir a la página de inicio
reference = Referencia { $reference }
reload-and-try-again = Vuelva atrás, recargue la página e inténtelo de nuevo.

fault-title = Algo ha fallado aquí
fault-message = No se debe a nada que usted haya hecho, y no se ha cambiado nada.
fault-advice = Inténtelo de nuevo en un momento. Si sigue igual, comunique a su servicio de asistencia la referencia de abajo.

forged-title = Esto procede de otro sitio
forged-message = Según su navegador, esto lo ha enviado una página ajena a este servicio. No se ha cambiado nada.
forged-advice = Vuelva a la página en la que estaba, recárguela e inténtelo de nuevo.

busy-title = Muchas personas están iniciando sesión
busy-message = En este momento hay cola y hemos preferido no hacerle esperar en ella.
busy-advice = Espere unos segundos e inténtelo de nuevo. No se ha perdido nada de lo que ha hecho.

too-many-failures-title = Demasiados inicios de sesión fallidos
too-many-failures-message = Han fallado demasiados intentos de iniciar sesión desde su red, suyos o de otra persona. El que acaba de hacer no se ha comprobado.
too-many-failures-advice = Espere un minuto e inténtelo de nuevo. Quien ya tiene la sesión iniciada la conserva.

too-large-title = Es demasiado grande
too-large-message = Se ha enviado más de lo que pide cualquier página de aquí.
too-large-advice = Vuelva atrás e inténtelo de nuevo.

malformed-title = Esto no se puede leer
malformed-message = La solicitud está incompleta o dañada. No se ha cambiado nada.

not-found-title = Esta página no existe
not-found-message = Puede que la dirección esté mal escrita o que lo que había aquí ya no esté.

method-not-allowed-title = Eso no se puede hacer aquí
method-not-allowed-message = Esta dirección no admite solicitudes de ese tipo. No se ha cambiado nada.

## Who may touch whom.

denied-title = No puede hacer esto
denied-yourself = Nadie hace esto para sí mismo, sea cual sea su rol. No se ha cambiado nada.
denied-privileged = Esta persona tiene un rol de administrador, y el de usted solo alcanza a personas sin ese tipo de rol. No se ha cambiado nada.
denied-issuer = Esta persona emite pases para otras, como usted. No se ha cambiado nada.
denied-not-a-newcomer = Esta persona ya ha iniciado sesión antes, y usted emite pases para personas recién llegadas. No se ha cambiado nada.
denied-powerful-group = Los miembros de este grupo pueden emitir pases, así que quién pertenece a él lo decide quien concede esa facultad. No se ha cambiado nada.
denied-policy-group = La política de inicio de sesión menciona este grupo, así que quién pertenece a él lo decide quien puede cambiar tanto los grupos como la política. No se ha cambiado nada.
denied-own-people = Usted emite pases para los miembros de este grupo, así que otra persona decide quiénes son. No se ha cambiado nada.
denied-no-role = Ninguno de sus roles lo permite. No se ha cambiado nada.
ask-another-administrator = Pida a otro administrador que lo haga.
ask-another-administrator-for-you = Pida a otro administrador que lo haga por usted.
ask-an-authentication-administrator = Pídaselo a un Authentication Administrator.
ask-a-privileged-administrator = Pídaselo a un Privileged Authentication Administrator o a un Global Administrator.
ask-a-global-administrator = Pídaselo a un Global Administrator.
ask-a-global-administrator-if-it-should = Si debería permitirse, pídaselo a un Global Administrator.

## Requests that an app got wrong.

for-the-developer = Para quien desarrolla la app: { $detail }
app-cannot-sign-you-in = Esta app no puede iniciar su sesión
app-missing = La app no ha indicado qué app es.
app-unknown = La app desde la que viene no se conoce aquí.
redirect-missing = La app no ha indicado adónde enviarle después.
redirect-unregistered = { $app } quiere enviarle a una dirección que no tiene registrada.
request-used-or-old = Este inicio de sesión ya se ha usado o es demasiado antiguo.
request-unreadable = Lo que ha enviado la app no se puede leer.
go-back-to-app = Vuelva a la app e inicie sesión desde allí otra vez.
tell-whoever-runs-the-app = Su cuenta no tiene ningún problema. Comunique a quien gestiona la app lo que se indica abajo.
app-cannot-sign-you-out = Esta app no puede cerrar su sesión
still-signed-in = Su sesión sigue abierta: la app lo ha pedido de una forma que no es de fiar.
sign-out-from-start-page = Puede cerrar sesión desde la página de inicio. Comunique a quien gestiona la app lo que se indica abajo.
