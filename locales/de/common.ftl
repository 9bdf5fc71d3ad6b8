# Was viele Seiten sagen.

as-it-is = { $text }

## Zeiten. In einem Satz bringt eine Zeit ihre Präposition mit.

time-alone-today = Heute, { $time }
time-alone = { $day }, { $time }
time-at = um { $time }
time-on = am { $day } um { $time }
# $day ist „morgen“ oder „gestern“.
time-near = { $day } um { $time }
date = { $weekday }, { $day }. { $month }
date-with-year = { $weekday }, { $day }. { $month } { $year }
weekday =
    { $number ->
        [1] Montag
        [2] Dienstag
        [3] Mittwoch
        [4] Donnerstag
        [5] Freitag
        [6] Samstag
       *[7] Sonntag
    }
month =
    { $number ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }

## Auf jeder Seite.

help-desk = Helpdesk: { $text }
by-daypass = Anmeldung durch Daypass
change = Ändern
change-username = Benutzernamen ändern
use-another-way = Andere Methode verwenden
recommended = Empfohlen
go-on = Weitermachen
continue = Weiter
copy = Kopieren
copied = Kopiert
print = Drucken
show = Anzeigen
hide = Verbergen
code = Code
lost-device-remains =
    { $count ->
        [one] Sie haben ein Gerät verloren, und es ist noch nicht alles erledigt: Ein Schritt fehlt noch.
       *[other] Sie haben ein Gerät verloren, und es ist noch nicht alles erledigt: { $count } Schritte fehlen noch.
    }

## Methoden der Anmeldung.

temporary-access-pass = Befristeter Zugangscode
passkey = Passkey
authenticator-app = Authenticator-App
password = Kennwort
password-and-authenticator-app = Kennwort und Authenticator-App
recovery-code = Wiederherstellungscode
recovery-codes-for = Wiederherstellungscodes für { $username } bei { $organisation }. Jeder gilt einmal.
to-make-it-stronger = So wird es sicherer:
language = Sprache
