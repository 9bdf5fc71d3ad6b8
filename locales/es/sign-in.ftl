# Signing in: the username, then a method, each on its own page.

## The username.

sign-in = Iniciar sesión
to-continue-to = para continuar en { $app }
username = Nombre de usuario
next = Siguiente
sign-in-with-passkey = Iniciar sesión con una llave de acceso
new-here = ¿Es su primera vez aquí o ha perdido su dispositivo? Su servicio de asistencia puede darle un pase de acceso temporal.
app-privacy = { $app }: privacidad
app-terms = { $app }: condiciones
username-missing = Escriba su nombre de usuario.
username-impossible = Eso no puede ser un nombre de usuario. Revíselo e inténtelo de nuevo.
sign-in-again-first = Para cambiar su forma de iniciar sesión, primero vuelva a iniciarla.
app-asks-again = La app le pide que vuelva a iniciar sesión.
app-asks-for-stronger = La app pide un método de inicio de sesión más seguro que el que ha usado.

## The Temporary Access Pass.

pass-title = Escriba su pase de acceso temporal
pass = Pase
pass-hint = El código que le dio su servicio de asistencia. Las mayúsculas, los espacios y los guiones no importan.
pass-wrong = Ese pase no es correcto. Revise cada carácter e inténtelo de nuevo.
pass-too-many-tries = Demasiados intentos incorrectos. O bien este pase ya no funciona o no es correcto; sus otros métodos de inicio de sesión siguen funcionando. Si acaba de recibirlo, revise cada carácter; si no, pida uno nuevo a su servicio de asistencia.
# $when brings its preposition: "at 14:10", "on Tuesday 24 November at 08:00".
pass-not-yet-valid = Empieza a valer { $when }. Vuelva entonces.
pass-expired = Caducó { $when }. Pida uno nuevo a su servicio de asistencia.
pass-already-used = Ya se usó { $when }. Pida uno nuevo a su servicio de asistencia.
pass-blocked-by-policy = Los pases no están permitidos para su cuenta. Pregunte a su servicio de asistencia qué puede usar en su lugar.
pass-outside-networks = Su pase es correcto, pero no se pueden usar pases desde la red en la que está. Conéctese a la red de su organización y escríbalo de nuevo, o consulte a su servicio de asistencia.
account-disabled = Esta cuenta está desactivada. Consulte a su servicio de asistencia.

## The password.

password-title = Escriba su contraseña
password-forgotten = ¿La ha olvidado? Su servicio de asistencia puede darle un pase de acceso temporal.
password-wrong = El nombre de usuario y la contraseña no coinciden. Revise ambos e inténtelo de nuevo.
guesses-too-many = Demasiados intentos incorrectos. Puede volver a intentarlo { $when }. Sus otros métodos de inicio de sesión siguen funcionando.
way-not-allowed = Este método de inicio de sesión ya no está permitido. Use otro o consulte a su servicio de asistencia.
no-second-factor-title = Falta un segundo paso
no-second-factor-message = Su contraseña es correcta, pero su cuenta necesita un segundo paso y no hay ninguno configurado.
no-second-factor-advice = Pida a su servicio de asistencia un pase de acceso temporal; con él podrá configurar uno.

## The authenticator app.

totp-title = Escriba el código de su aplicación de autenticación
totp-hint = Los seis dígitos que la aplicación muestra para { $organisation }. Cambian cada medio minuto.
totp-wrong = Ese código no es correcto o ya se ha usado. Espere al siguiente e inténtelo de nuevo.

## A recovery code.

recovery-code-title = Escriba un código de recuperación
recovery-code-hint = Uno de los códigos que guardó al configurar su cuenta. Cada uno sirve una sola vez. Las mayúsculas, los espacios y los guiones no importan.
recovery-code-wrong = Ese código no es correcto o ya se ha usado. Revise cada carácter o use otro.
no-codes-left = ¿No le quedan códigos? Su servicio de asistencia puede darle un pase de acceso temporal.

## The passkey.

passkey-title = Inicie sesión con su llave de acceso
passkey-hint = Use el bloqueo de pantalla de este dispositivo, su teléfono o una llave de seguridad: allí donde guarde su llave de acceso.
use-passkey = Usar la llave de acceso
passkey-needs-script = Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador.
use-username-instead = Inicie sesión con su nombre de usuario.
passkey-unsupported = Este navegador no puede usar llaves de acceso aquí.
use-another-way-or-browser = Use otro método u otro navegador.
passkey-waiting = Siga los pasos que muestra su dispositivo.
passkey-not-created = No se ha creado ninguna llave de acceso. La solicitud se cerró o tardó demasiado. Inténtelo de nuevo o use otro método.
passkey-not-used = No se ha usado ninguna llave de acceso. La solicitud se cerró o tardó demasiado. Inténtelo de nuevo o use otro método.
passkey-on-this-device = Este dispositivo ya tiene una llave de acceso para su cuenta. Inicie sesión con ella o use otro dispositivo.
passkey-impossible = Este dispositivo no puede usar una llave de acceso aquí. Use otro método u otro dispositivo.
page-waited-too-long = Esta página ha esperado demasiado. Recárguela e inténtelo de nuevo.
passkey-busy = Muchas personas están iniciando sesión en este momento. Espere un momento e inténtelo de nuevo.
no-connection = En este momento no hay conexión. Revise su red e inténtelo de nuevo.
passkey-failed = No ha funcionado. Inténtelo de nuevo o use otro método.
passkey-unknown = Esta llave de acceso ya no está registrada aquí. Use otro método o pida a su servicio de asistencia un pase de acceso temporal.
failed-or-too-late = No ha funcionado o ha tardado demasiado. Inténtelo de nuevo o use otro método.

## Another way.

choose-title = Elija cómo iniciar sesión
passkey-choice = El bloqueo de pantalla de este dispositivo, su teléfono o una llave de seguridad
authenticator-app-choice = Los seis dígitos que muestra
two-short-steps = Dos pasos breves
pass-choice = El código que le dio su servicio de asistencia
recovery-code-choice = Uno de los códigos que guardó
none-works = ¿No le sirve ninguno de estos métodos? Su servicio de asistencia puede darle un pase de acceso temporal.
