# What many pages say.

as-it-is = { $text }

## Times. Within a sentence a time brings its preposition.

time-alone-today = Hoy, { $time }
time-alone = { $day }, { $time }
time-at = a las { $time }
time-on = el { $day } a las { $time }
# $day is "tomorrow" or "yesterday".
time-near = { $day } a las { $time }
# With day and year, as letters have it: "Monday 23 November 2026 at 08:00 UTC".
time-in-full = { $day } a las { $time }
date = { $weekday } { $day } de { $month }
date-with-year = { $weekday } { $day } de { $month } de { $year }
weekday =
    { $number ->
        [1] lunes
        [2] martes
        [3] miércoles
        [4] jueves
        [5] viernes
        [6] sábado
       *[7] domingo
    }
month =
    { $number ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    }

## On every page.

help-desk = Servicio de asistencia: { $text }
by-daypass = Inicio de sesión con Daypass
change = Cambiar
change-username = Cambiar el nombre de usuario
use-another-way = Usar otro método
recommended = Recomendado
go-on = Continuar
continue = Continuar
copy = Copiar
copied = Copiado
print = Imprimir
show = Mostrar
hide = Ocultar
code = Código
language = Idioma
lost-device-remains =
    { $count ->
        [one] Ha perdido un dispositivo y aún no está todo resuelto: queda un paso.
       *[other] Ha perdido un dispositivo y aún no está todo resuelto: quedan { $count } pasos.
    }

## Ways to sign in.

temporary-access-pass = Pase de acceso temporal
passkey = Llave de acceso
authenticator-app = Aplicación de autenticación
password = Contraseña
password-and-authenticator-app = Contraseña y aplicación de autenticación
recovery-code = Código de recuperación
recovery-codes-for = Códigos de recuperación de { $username } en { $organisation }. Cada uno sirve una sola vez.
to-make-it-stronger = Para hacerla más segura:

## A person's own pages, and the words that lead there.

skip-to-content = Ir al contenido
your-account = Su cuenta
security-info = Información de seguridad
my-sign-ins = Mis inicios de sesión
administration = Administración
sign-out = Cerrar sesión
sign-out-everywhere = Cerrar sesión en todas partes
lost-a-device = He perdido un dispositivo

## What buttons and fields of many pages say.

cancel = Cancelar
delete = Eliminar
done = Listo
go-back = Volver
name = Nombre
rename = Cambiar nombre
save = Guardar
start = Empezar
not-now = Ahora no
not-yet = todavía no
recovery-codes = Códigos de recuperación
# Several things one after the other: { $list } is one thing, or several with commas.
list-with-more = { $list }, { $thing }

## Browsers, devices and what stands about them in a list: each before a time.

browser-on-system = { $browser } en { $system }
some-browser = Un navegador
# $device is "Firefox on Windows".
device-says-it-is = { $device }, según dice el propio dispositivo
device-of-unknown-kind = Una app o un dispositivo de un tipo que no conocemos
added = Fecha de alta:
allowed = Permiso concedido:
last-seen = Última actividad:
last-used = Último uso:
signed-in = Inicio de sesión:
last-access-token-ends = Su último token de acceso caduca:

## What an app may do: in a list under the app's name, or in a sentence.

# $what is one of the following, or several with commas.
app-may = Puede { $what }
lets-know-you = saber que es usted
lets-see-your-name = ver su nombre y su nombre de usuario
lets-see-your-email = ver su dirección de correo electrónico
lets-see-your-phone = ver su número de teléfono
lets-see-your-address = ver su dirección postal
lets-see-your-groups = ver a qué grupos pertenece
lets-see-your-roles = ver qué roles tiene
lets-stay-when-you-are-away = mantener la sesión iniciada cuando usted no está

## The same, said of somebody else.

lets-know-them = saber quién es la persona
lets-see-their-name = ver su nombre y su nombre de usuario
lets-see-their-email = ver su dirección de correo electrónico
lets-see-their-phone = ver su número de teléfono
lets-see-their-address = ver su dirección postal
lets-see-their-groups = ver a qué grupos pertenece
lets-see-their-roles = ver qué roles tiene
lets-stay-when-they-are-away = mantener la sesión iniciada cuando la persona no está

## The receipt of a sign-out: who was told, who is still to be told, who can't be.

signed-out-everywhere = Sesión cerrada en todas partes
one-browser-signed-out = Sesión cerrada en un navegador
access-ended = Acceso finalizado
access-of-app-ended = Acceso de { $app } finalizado
access-of-apps-ended = Acceso de apps finalizado
pass-ended-with-all = Finalizó un pase y todo lo que dependía de él
# $sessions is 0 where no session was ended, or they were not counted.
sessions-ended =
    { $sessions ->
        [0] Finalizó { $when }.
        [one] { $sessions } sesión finalizada { $when }.
       *[other] { $sessions } sesiones finalizadas { $when }.
    }
sessions-ended-by-you =
    { $sessions ->
        [0] Finalizó { $when }, por decisión suya.
        [one] Usted finalizó { $sessions } sesión { $when }.
       *[other] Usted finalizó { $sessions } sesiones { $when }.
    }
sessions-ended-by-an-administrator =
    { $sessions ->
        [0] Finalizó { $when }, por decisión de un administrador.
        [one] Un administrador finalizó { $sessions } sesión { $when }.
       *[other] Un administrador finalizó { $sessions } sesiones { $when }.
    }
sessions-ended-by =
    { $sessions ->
        [0] Finalizó { $when }, por decisión de { $name }.
        [one] { $name } finalizó { $sessions } sesión { $when }.
       *[other] { $name } finalizó { $sessions } sesiones { $when }.
    }
by-you = por usted
by-an-administrator = por un administrador
by-somebody = por { $name }
signed-in-as-you = Quien tuviera la sesión iniciada con su cuenta debe volver a iniciarla.
signed-in-as-them = Quien tuviera la sesión iniciada con esta cuenta debe volver a iniciarla.
finding-out-whom-to-tell = Estamos averiguando a qué apps hay que avisar.
your-apps = Sus apps
their-apps = Apps de esta persona
apps-told =
    { $apps ->
        [one] { $told } de { $apps } app avisada.
       *[other] { $told } de { $apps } apps avisadas.
    }
apps-hold-nothing = Aquí ya no se acepta nada de lo que conservan. Una app que comprueba su acceso por sí misma puede seguir hasta la hora indicada.
no-app-had-access = Ninguna app tenía acceso.
no-app-had-access-from-it = Ninguna app tenía acceso desde ahí.
also-told = También avisados
look-again = Volver a mirar
nothing-ended = Nada en los últimos 30 días.
earlier = Antes
still-telling = Aún avisando
what-was-ended = Qué ha finalizado

## One who is told: in a word or two, then in sentences.

told = Aviso entregado
not-told = Sin avisar
being-told = Avisando
cannot-be-told = No se puede avisar
waits-to-be-fetched = Pendiente de recogida
trying-again = Nuevo intento ({ $try } de { $tries })
told-at = Aviso entregado { $when }.
not-told-yet = Aún sin avisar.
# $why is one of those below, or what the receiver answered.
not-told-yet-because = Aún sin avisar: { $why }.
next-try = Próximo intento { $when }.
stopped-trying = Hemos dejado de intentarlo.
stopped-trying-because = Hemos dejado de intentarlo: { $why }.
not-told-error = respondió con un error
not-told-too-slow = no respondió a tiempo
not-told-refused = rechazó el aviso
not-told-sent-elsewhere = nos remitió a otra dirección
not-told-switched-off = tiene los avisos desactivados
not-told-no-way = ya no hay forma de avisar
not-told-unreachable = no se pudo establecer la conexión
what-it-holds-ends = Lo que aún conserva caduca { $when }.
its-access-ends = Su acceso finaliza { $when }.
its-access-has-ended = Su acceso ha finalizado.
it-keeps-its-access = Conserva el acceso que se le dio por más tiempo.
