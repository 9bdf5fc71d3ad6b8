# Apps: consent, devices, signing out.

## What an app may have.

consent-page = Permitir acceso
# A list of what the app may do follows: "know it is you".
consent-title = { $app } solicita permiso para
app-registered-itself = { $app } se registró por su cuenta; { $organisation } no lo ha comprobado.
consent-only-if-known = Permítalo solo si sabe de dónde procede.
you-are = Usted es { $username }.
not-you = ¿No es usted?
# $address is the host the person is sent to, such as payroll.example.
consent-returns-to = Volverá a { $address }.
take-back-at-any-time = Puede retirar este permiso en cualquier momento en «Mis inicios de sesión».
allow = Permitir
do-not-allow = No permitir
continue-in-a-moment = En un momento llegará allí. Si no ocurre nada, pulse «Continuar».

## Connecting a device.

device-title = Conectar un dispositivo
device-code-hint = Las ocho letras que muestra su otro dispositivo. Las mayúsculas, los espacios y los guiones no importan.
device-code-only-from-yours = Escriba solo un código de un dispositivo que esté usando en este momento. Nadie de { $organisation } le dará nunca uno.
device-code-wrong = Ese código no es correcto o ha caducado. Compárelo con el de su dispositivo o haga que el dispositivo muestre uno nuevo.
device-codes-too-many = Demasiados códigos incorrectos. Puede volver a intentarlo { $when }.
device-confirm-title = ¿Conectar este dispositivo?
device-check-code = Compruebe que su dispositivo muestra este código:
# A list of what the app may do follows: "know it is you".
device-lets = Esto permite a { $app }, como { $username }:
who-is-asking = Quién lo solicita
device = Dispositivo
where = Dónde
# $address is a network address, such as 192.0.2.7.
address-same-as-yours = { $address }, la misma dirección de red que la suya
address-other-than-yours = { $address }, una dirección de red distinta de la suya
not-known = No se sabe
# A time follows: when the device asked.
device-asked = Cuándo
device-only-if-yours = Continúe solo si acaba de iniciar esto usted. Nadie de { $organisation } le pedirá este código.
connect = Conectar
do-not-connect = No conectar
device-ends-with-pass = Finaliza cuando caduca su pase de acceso temporal.
device-stays-connected = Sigue conectado cuando cierra sesión aquí.
not-this-person = ¿No es { $username }?
device-connected = Dispositivo conectado
device-goes-on = { $app } continúa allí automáticamente. Puede cerrar esta página.
device-end-again = Si quiere finalizar la conexión más adelante, vaya a «Mis inicios de sesión».
device-not-connected = Dispositivo no conectado
device-app-has-no-access = { $app } no tiene acceso. Puede cerrar esta página.
device-code-was-sent = Si alguien le envió el código, avise a su servicio de asistencia.
app-not-for-you = Esta app no está disponible para su cuenta
device-no-access = Su organización no le ha dado acceso a { $app }. No se ha conectado ningún dispositivo.
if-you-need-it = Si lo necesita, consulte a su servicio de asistencia.
app-needs-stronger = Esta app necesita un inicio de sesión más seguro
device-sign-in-too-weak = La forma en que inició sesión no es suficiente para { $app }. No se ha conectado ningún dispositivo.
device-sign-in-stronger = Cierre sesión, iníciela con su llave de acceso o con lo que pida su organización, y escriba el código de nuevo.

## Signing out.

sign-out-title = ¿Cerrar sesión?
app-asks-to-sign-out = { $app } pide cerrar su sesión.
signed-in-as = Tiene la sesión iniciada como { $username } en este navegador.
stay-signed-in = Mantener la sesión iniciada
signed-out-title = Ha cerrado sesión
signed-out-shared-device = Si comparte este dispositivo, cierre también el navegador.
