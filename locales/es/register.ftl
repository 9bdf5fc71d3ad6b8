# Setting up how one signs in from now on.

## Why a new way to sign in was not saved.

passkeys-too-many = Ya tiene { $maximum } llaves de acceso y no caben más. Elimine una que ya no necesite.
passkey-registered-already = Esta llave de acceso ya está registrada. Inicie sesión con ella o use otro dispositivo.
passkeys-not-allowed = Las llaves de acceso no están permitidas para su cuenta. Use otro método.
security-key-cannot-hold = Esta llave de seguridad no puede guardar una llave de acceso. Use otra o el bloqueo de pantalla de este dispositivo.
passkey-not-verified = No se le ha pedido la huella digital, el rostro ni el PIN. Configúrelo primero en el dispositivo o la llave, o use otro dispositivo.
new-totp-wrong = Ese código no es correcto. Compruebe que la hora de su teléfono se ajusta automáticamente y escriba el código que muestra ahora.
new-totp-stale = Esta clave ha esperado demasiado. Escanee la nueva.
authenticator-apps-too-many = Ya tiene { $maximum } aplicaciones de autenticación y no caben más. Elimine una que ya no necesite.
authenticator-apps-not-allowed = Las aplicaciones de autenticación no están permitidas para su cuenta. Use otro método.

## Step by step.

step-of = Paso { $step } de { $steps }
set-up-something-else = Configurar otra cosa
finish-before-pass-ends = Su pase caduca { $when }; puede terminar hasta entonces.

## Choosing what to set up.

choose-for-now-on = Configure cómo iniciará sesión a partir de ahora
add-a-way = Añadir un método de inicio de sesión
nothing-more-to-add = No puede configurar nada más: ya tiene todos los métodos de inicio de sesión que caben. Su servicio de asistencia puede eliminar uno que ya no tenga.
add-passkey-detail = El bloqueo de pantalla de este dispositivo, su teléfono o una llave de seguridad.
authenticator-app-and-password = Aplicación de autenticación y contraseña
add-authenticator-app-and-password-detail = Códigos de una aplicación en su teléfono y una contraseña que usted elige.
add-authenticator-app-detail = Códigos de una aplicación en su teléfono, después de su contraseña.
add-password-detail = Una que usted elige.
add-recovery-codes-detail = Para el día en que no tenga a mano nada más.

## What the organisation asks people to set up.

campaign-passkey-title = Inicie sesión con una llave de acceso a partir de ahora
you-can-go-on = Puede continuar
nothing-to-set-up = Ya no necesita configurar nada.
passkey-unlocks = Se desbloquea igual que este dispositivo, su teléfono o una llave de seguridad.
passkey-is-quicker = Es más rápida que una contraseña y un código, y nadie puede engañarle para que se la dé.
set-up-passkey = Configurar una llave de acceso
authenticator-app-is = Una aplicación en su teléfono muestra seis dígitos; usted los escribe después de su contraseña.
skip-for-now = Omitir por ahora
skips-left =
    { $count ->
        [0] La próxima vez tendrá que configurarlo.
        [one] Puede omitir esto una vez más.
       *[other] Puede omitir esto { $count } veces más.
    }
campaign-asked-for = Su organización pide esto antes de continuar. ¿No puede hacerlo en este dispositivo? Cierre sesión e iníciela en otro, o consulte a su servicio de asistencia.

## The passkey.

create-a-passkey = Crear una llave de acceso
create-passkey = Crear la llave de acceso
passkey-nothing-to-remember = No hay nada que recordar, ni nada que alguien pueda hacerle escribir con engaños.

## The authenticator app.

set-up-authenticator-app = Configurar una aplicación de autenticación
totp-scan = Escanee esto con la aplicación de autenticación de su teléfono.
totp-qr = Código QR para su aplicación de autenticación; la misma clave figura abajo como texto
totp-cannot-scan = ¿No puede escanearlo?
totp-by-hand = Escribir la clave a mano
totp-type-key = Escriba esta clave en la aplicación. Elija «basado en tiempo» si se lo pregunta.
copy-key = Copiar clave
totp-open-app = Abrir la aplicación en este dispositivo
new-totp-hint = Los seis dígitos que la aplicación muestra ahora.

## The password.

choose-a-password = Elija una contraseña
new-password = Contraseña nueva
new-password-length = Al menos { $minimum } caracteres; unas cuantas palabras sin relación entre sí son una buena contraseña
new-password-not-guessable = Nada fácil de adivinar, como su nombre o una contraseña común
passwords-not-allowed = Las contraseñas no están permitidas para su cuenta.
password-there-already = Ya tiene una contraseña.
password-busy = Muchas personas están iniciando sesión en este momento. Inténtelo de nuevo dentro de poco.
password-too-short = Use al menos { $minimum } caracteres.
password-few-words = Unas cuantas palabras sin relación entre sí son fáciles de recordar.
password-too-long = Use como máximo { $maximum } caracteres.

## Why a password is too easy to guess.

password-easy-to-guess = Esta contraseña es fácil de adivinar.
password-straight-rows = Las filas seguidas de teclas son fáciles de adivinar.
password-keyboard-patterns = Los patrones de teclado cortos son fáciles de adivinar.
password-repeats = Las repeticiones como «aaa» son fáciles de adivinar.
password-longer-repeats = Las repeticiones como «abcabcabc» son solo un poco más difíciles de adivinar que «abc».
password-top-10 = Esta es una de las 10 contraseñas más comunes.
password-top-100 = Esta es una de las 100 contraseñas más comunes.
password-common = Esta contraseña es muy común.
password-like-a-common-one = Se parece a una contraseña de uso común.
password-sequences = Las secuencias como abc o 6543 son fáciles de adivinar.
password-recent-years = Los años recientes son fáciles de adivinar.
password-one-word = Una palabra sola es fácil de adivinar.
password-dates = Las fechas suelen ser fáciles de adivinar.
password-names-alone = Los nombres y apellidos por sí solos son fáciles de adivinar.
password-common-names = Los nombres y apellidos comunes son fáciles de adivinar.

## How to choose a better one.

password-use-a-few-words = Use unas cuantas palabras y evite las frases comunes.
password-no-need-for-symbols = No hacen falta símbolos, dígitos ni mayúsculas.
password-add-words = Añada una o dos palabras más. Mejor si son poco comunes.
password-capitals-help-little = Las mayúsculas no ayudan mucho.
password-all-capitals = Todo en mayúsculas es casi tan fácil de adivinar como todo en minúsculas.
password-reversed-words = Las palabras al revés no son mucho más difíciles de adivinar.
password-substitutions = Las sustituciones previsibles, como «@» en lugar de «a», no ayudan mucho.
password-longer-pattern = Use un patrón de teclado más largo y con más giros.
password-avoid-repeats = Evite repetir palabras y caracteres.
password-avoid-sequences = Evite las secuencias.
password-avoid-recent-years = Evite los años recientes.
password-avoid-your-years = Evite los años relacionados con usted.
password-avoid-your-dates = Evite las fechas y los años relacionados con usted.

## Recovery codes.

keep-recovery-codes = Guardar códigos de recuperación
recovery-codes-are = Diez códigos que le permiten entrar cuando no tiene a mano sus otros métodos de inicio de sesión. Guárdelos en papel o en un gestor de contraseñas.
recovery-codes-replace = Los códigos nuevos sustituyen a los que tuviera antes.
show-recovery-codes = Mostrar mis códigos de recuperación
keep-these-recovery-codes = Guarde estos códigos de recuperación
recovery-codes-seen-once = Le permiten entrar cuando no tiene a mano sus otros métodos de inicio de sesión. Guárdelos en papel o en un gestor de contraseñas. No volverá a verlos.
recovery-codes-kept = Ya los he guardado

## Done.

you-are-set = Todo listo
next-time-passkey = La próxima vez, inicie sesión con su llave de acceso en este dispositivo.
next-time-password-and-code = La próxima vez, inicie sesión con su contraseña y el código de su aplicación de autenticación.
next-time-password = La próxima vez, inicie sesión con su contraseña.
continue-to = Continuar en { $app }
