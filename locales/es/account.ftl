# A signed-in person's own pages.

## The start page.

security-info-is = Sus llaves de acceso y otros métodos de inicio de sesión
my-sign-ins-are = Dónde tiene la sesión iniciada, sus apps y Cerrar sesión en todas partes
administration-is = Personas, pases, apps y políticas

## Security info.

how-you-prove = Cómo demuestra que es usted.
method-added = Se ha añadido. Puede usarlo para iniciar sesión a partir de ahora.
method-renamed = El nuevo nombre se ha guardado.
method-deleted = Se ha eliminado. Ya nadie puede usarlo para iniciar sesión.
password-changed = Su contraseña se ha cambiado. La sesión sigue abierta en sus otros navegadores; si no los reconoce, ciérrela en «Mis inicios de sesión».
own-pass-deleted = Su pase se ha eliminado.
your-pass = Su pase de acceso temporal
set-up-lasting-way = Configure un método de inicio de sesión permanente antes de que caduque.
have-lasting-way = Tiene un método de inicio de sesión permanente.
delete-pass-if-unneeded = Si ya no lo necesita, elimínelo.
delete-this-pass = Eliminar este pase
your-ways = Sus métodos de inicio de sesión
no-ways-yet = Aún no tiene ninguno. Añada uno abajo para poder volver a iniciar sesión.
method-with-name = { $method }: { $name }
kept-in-manager = Se guarda en un gestor de contraseñas
stays-on-device = Permanece en un solo dispositivo
together-with-password = Junto con su contraseña
codes-left =
    { $count ->
        [one] Queda { $count }
       *[other] Quedan { $count }
    }
make-new-ones = Crear códigos nuevos
add-another = Añadir otro
lost-a-device-question = ¿Ha perdido un dispositivo?
lost-device-everything = Aquí tiene todo lo que hay que hacer, por orden.

## Renaming and deleting. $method is one of those that are named here.

rename-this =
    { $method ->
        [passkey] Cambiar el nombre de esta llave de acceso
        [authenticator-app] Cambiar el nombre de esta aplicación de autenticación
        [recovery-codes] Cambiar el nombre de este juego de códigos de recuperación
       *[password] Cambiar el nombre de esta contraseña
    }
name-hint = Para reconocerlo cuando vuelva a verlo: «Portátil del trabajo», «Llave azul».
name-length = Un nombre tiene de 1 a 60 caracteres.
delete-a-way = Eliminar un método de inicio de sesión
delete-this =
    { $method ->
        [passkey] ¿Eliminar esta llave de acceso?
        [authenticator-app] ¿Eliminar esta aplicación de autenticación?
        [recovery-codes] ¿Eliminar este juego de códigos de recuperación?
       *[password] ¿Eliminar esta contraseña?
    }
this-stays =
    { $method ->
        [passkey] Esta llave de acceso se queda
        [authenticator-app] Esta aplicación de autenticación se queda
        [recovery-codes] Este juego de códigos de recuperación se queda
       *[password] Esta contraseña se queda
    }
delete-consequence = Ya nadie podrá usarlo para iniciar sesión. Los navegadores con la sesión iniciada la conservan.
keep-it = Conservar
last-way-in = Sin él no tendría forma de iniciar sesión: es su último método o parte de él. Añada otro primero; después podrá eliminar este.

## Changing the password.

change-your-password = Cambie su contraseña
change-password = Cambiar contraseña
password-now = Contraseña actual

## My sign-ins.

where-signed-in = Dónde tiene la sesión iniciada
session-has-ended = Esa sesión ha finalizado.
app-has-no-access = Esa app ya no tiene acceso.
browsers = Navegadores
this-browser = Este navegador
# After the name of the browser, for who hears the page.
this-browser-in-brackets = (este navegador)
apps = Apps
no-app-has-access = Ninguna app tiene acceso a su cuenta.
remove-access = Quitar acceso
# After remove-access, for who hears the page.
remove-access-of = de { $app }
sign-out-everywhere-is = Finaliza todas las sesiones y el acceso de todas las apps, y avisa a sus apps. Hágalo cuando vea aquí algo que no haya hecho usted. Verá de qué se avisó a cada app.
everywhere-but-this-browser = En todas partes menos en este navegador
sign-in-again = Volver a iniciar sesión
receipt-found-again = Puede volver a ver esto en «Mis inicios de sesión». ¿No fue usted? Avise a su servicio de asistencia y use un pase de acceso temporal para configurar nuevos métodos de inicio de sesión.

## After a lost device.

lost-device-is = Un teléfono, un portátil o una llave de seguridad que se ha perdido, le han robado o está en manos de otra persona. Aquí tiene lo que hay que hacer, por orden. Puede dejarlo en cualquier paso y volver después.
lost-device-will-sign-out = Cerrar sesión en todas partes menos aquí.
lost-device-will-remove = Quitar lo que había en el dispositivo.
lost-device-will-add = Añadir un nuevo método de inicio de sesión.
lost-device-will-change-password = Cambiar su contraseña, si tiene una.
yours-again = Su cuenta vuelve a ser suya
lost-device-all-done = Todo lo relativo al dispositivo que perdió está resuelto.
things-remain =
    { $count ->
        [one] Queda un paso por hacer.
       *[other] Quedan { $count } pasos por hacer.
    }
# $when is when the device was lost.
lost-device-since = Lo que ya estaba ahí { $when } puede haberse perdido.
lost-device-sign-out-is = Quien tenga el dispositivo queda fuera de inmediato, y se avisa a sus apps. Aquí su sesión sigue abierta.
sign-out-everywhere-but-here = Cerrar sesión en todas partes menos aquí
# $page is my-sign-ins.
apps-told-under = De qué se avisó a sus apps puede verlo en «{ $page }».
lost-device-signed-out = Se ha cerrado su sesión en todas partes menos aquí. De qué se avisó a cada app puede verlo en «Mis inicios de sesión».
lost-device-remove = Quitar lo que había en el dispositivo
which-are-lost = ¿Cuáles de estos ha perdido?
last-way-in-stays = Es su último método de inicio de sesión o parte de él: se queda hasta que añada otro.
# $detail is one of kept-in-manager, stays-on-device, together-with-password and codes-left.
last-way-in-stays-with-detail = { $detail }. Es su último método de inicio de sesión o parte de él: se queda hasta que añada otro.
remove-what-is-ticked = Quitar lo marcado y conservar el resto
lost-device-removed = Hecho. Nadie puede iniciar sesión con lo que ha quitado.
lost-device-last-way-in = Uno de estos es su último método de inicio de sesión o parte de él, así que se queda por ahora. Añada primero uno nuevo y después quítelo aquí.
lost-device-add = Añadir un nuevo método de inicio de sesión
lost-device-add-is = Para que mañana pueda entrar con el dispositivo que tiene ahora.
what-i-have-is-enough = Lo que tengo es suficiente
password-may-be-saved = Puede estar guardada en el dispositivo.
lost-device-stays = Puede salir de esta página y volver: sigue aquí hasta que todo esté resuelto.
found-it = Lo he encontrado, no hace falta más

## The pass, as it looks.

pass-use-it-at = Úselo en { $address }
pass-qr-code = Código QR de la dirección de inicio de sesión
# Times follow.
pass-valid-from = Válido desde
pass-valid-until = Hasta
# Before one of the two that follow, for who cannot see.
pass-use = Uso
pass-works-once = Sirve una sola vez
pass-works-until-it-ends = Sirve hasta que termine
# Why a pass can't be used.
pass-state-not-allowed = La directiva no lo permite
pass-state-too-many-tries = Demasiados intentos erróneos
pass-state-used = Usado
pass-state-ended = Terminado
pass-state-not-started = Aún no es válido
