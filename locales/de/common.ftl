# Was viele Seiten sagen.

as-it-is = { $text }

## Zeiten. In einem Satz bringt eine Zeit ihre Präposition mit.

time-alone-today = Heute, { $time }
time-alone = { $day }, { $time }
time-at = um { $time }
time-on = am { $day } um { $time }
# $day ist „morgen“ oder „gestern“.
time-near = { $day } um { $time }
# With day and year, as letters have it: "Monday 23 November 2026 at 08:00 UTC".
time-in-full = { $day } um { $time }
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
language = Sprache
lost-device-remains =
    { $count ->
        [one] Sie haben ein Gerät verloren, und es ist noch nicht alles erledigt: Ein Schritt ist offen.
       *[other] Sie haben ein Gerät verloren, und es ist noch nicht alles erledigt: { $count } Schritte sind offen.
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

## Die eigenen Seiten einer Person und die Wörter, die dorthin führen.

skip-to-content = Zum Inhalt springen
your-account = Ihr Konto
security-info = Sicherheitsinformationen
my-sign-ins = Meine Anmeldungen
administration = Verwaltung
sign-out = Abmelden
sign-out-everywhere = Überall abmelden
lost-a-device = Ich habe ein Gerät verloren

## Was Schaltflächen und Felder vieler Seiten sagen.

cancel = Abbrechen
delete = Löschen
done = Erledigt
go-back = Zurück
name = Name
rename = Umbenennen
save = Speichern
start = Beginnen
not-now = Nicht jetzt
not-yet = noch nicht
recovery-codes = Wiederherstellungscodes
# Mehreres nacheinander: { $list } ist eines oder mehreres mit Kommas.
list-with-more = { $list }, { $thing }

## Browser, Geräte und was in einer Liste dabeisteht: jeweils vor einer Zeit.

browser-on-system = { $browser } unter { $system }
some-browser = Ein Browser
# $device ist „Firefox unter Windows“.
device-says-it-is = { $device }, nach eigener Angabe
device-of-unknown-kind = Eine App oder ein Gerät unbekannter Art
added = Hinzugefügt:
allowed = Erlaubt:
last-seen = Zuletzt aktiv:
last-used = Zuletzt verwendet:
signed-in = Angemeldet:
last-access-token-ends = Letztes Zugriffstoken endet:

## Was eine App darf: in einer Liste unter dem Namen der App oder in einem Satz.

# $what ist eines der folgenden oder mehrere mit Kommas.
app-may = Darf { $what }
lets-know-you = Sie wiedererkennen
lets-see-your-name = Ihren Namen und Benutzernamen sehen
lets-see-your-email = Ihre E-Mail-Adresse sehen
lets-see-your-phone = Ihre Telefonnummer sehen
lets-see-your-address = Ihre Postanschrift sehen
lets-see-your-groups = Ihre Gruppen sehen
lets-see-your-roles = Ihre Rollen sehen
lets-stay-when-you-are-away = auch in Ihrer Abwesenheit angemeldet bleiben

## Dasselbe, über jemand anderen gesagt.

lets-know-them = die Person wiedererkennen
lets-see-their-name = Namen und Benutzernamen der Person sehen
lets-see-their-email = die E-Mail-Adresse der Person sehen
lets-see-their-phone = die Telefonnummer der Person sehen
lets-see-their-address = die Postanschrift der Person sehen
lets-see-their-groups = die Gruppen der Person sehen
lets-see-their-roles = die Rollen der Person sehen
lets-stay-when-they-are-away = auch in Abwesenheit der Person angemeldet bleiben

## Die Quittung einer Abmeldung: wer benachrichtigt ist, wer noch nicht, wer es nicht werden kann.

signed-out-everywhere = Überall abgemeldet
one-browser-signed-out = Ein Browser abgemeldet
access-ended = Zugriff beendet
access-of-app-ended = Zugriff von { $app } beendet
access-of-apps-ended = Zugriff von Apps beendet
pass-ended-with-all = Zugangscode beendet, mit allem, was darauf beruhte
# $sessions ist 0, wo keine Sitzung beendet wurde oder sie nicht gezählt wurden.
sessions-ended =
    { $sessions ->
        [0] Beendet { $when }.
        [one] { $sessions } Sitzung wurde { $when } beendet.
       *[other] { $sessions } Sitzungen wurden { $when } beendet.
    }
sessions-ended-by-you =
    { $sessions ->
        [0] Beendet { $when }, von Ihnen.
        [one] { $sessions } Sitzung wurde { $when } von Ihnen beendet.
       *[other] { $sessions } Sitzungen wurden { $when } von Ihnen beendet.
    }
sessions-ended-by-an-administrator =
    { $sessions ->
        [0] Beendet { $when }, von einem Administrator.
        [one] { $sessions } Sitzung wurde { $when } von einem Administrator beendet.
       *[other] { $sessions } Sitzungen wurden { $when } von einem Administrator beendet.
    }
sessions-ended-by =
    { $sessions ->
        [0] Beendet { $when }, von { $name }.
        [one] { $sessions } Sitzung wurde { $when } von { $name } beendet.
       *[other] { $sessions } Sitzungen wurden { $when } von { $name } beendet.
    }
by-you = von Ihnen
by-an-administrator = von einem Administrator
by-somebody = von { $name }
signed-in-as-you = Wer mit Ihrem Konto angemeldet war, muss sich neu anmelden.
signed-in-as-them = Wer mit dem Konto dieser Person angemeldet war, muss sich neu anmelden.
finding-out-whom-to-tell = Wir ermitteln, welche Apps zu benachrichtigen sind.
your-apps = Ihre Apps
their-apps = Apps dieser Person
apps-told =
    { $apps ->
        [one] { $told } von { $apps } App benachrichtigt.
       *[other] { $told } von { $apps } Apps benachrichtigt.
    }
apps-hold-nothing = Was die Apps noch haben, wird hier nicht mehr angenommen. Eine App, die ihren Zugriff selbst prüft, kann bis zur angegebenen Zeit weiterarbeiten.
no-app-had-access = Keine App hatte Zugriff.
no-app-had-access-from-it = Keine App hatte darüber Zugriff.
also-told = Außerdem benachrichtigt
look-again = Noch einmal nachsehen
nothing-ended = In den letzten 30 Tagen nichts.
earlier = Früher
still-telling = Benachrichtigung läuft
what-was-ended = Was beendet wurde

## Wer benachrichtigt wird: in ein, zwei Wörtern, dann in Sätzen.

told = Benachrichtigt
not-told = Nicht benachrichtigt
being-told = Wird benachrichtigt
cannot-be-told = Kann nicht benachrichtigt werden
waits-to-be-fetched = Wartet auf Abholung
trying-again = Neuer Versuch ({ $try } von { $tries })
told-at = Benachrichtigt { $when }.
not-told-yet = Noch nicht benachrichtigt.
# $why ist einer der Gründe unten oder die Antwort des Empfängers.
not-told-yet-because = Noch nicht benachrichtigt: { $why }.
next-try = Nächster Versuch { $when }.
stopped-trying = Wir versuchen es nicht mehr.
stopped-trying-because = Wir versuchen es nicht mehr: { $why }.
not-told-error = die Antwort war eine Fehlermeldung
not-told-too-slow = es kam nicht rechtzeitig eine Antwort
not-told-refused = die Nachricht wurde abgelehnt
not-told-sent-elsewhere = wir wurden an eine andere Adresse verwiesen
not-told-switched-off = der Empfänger ist abgeschaltet
not-told-no-way = eine Benachrichtigung ist nicht mehr möglich
not-told-unreachable = der Empfänger war nicht erreichbar
what-it-holds-ends = Der verbliebene Zugriff endet { $when }.
its-access-ends = Der Zugriff endet { $when }.
its-access-has-ended = Der Zugriff ist beendet.
it-keeps-its-access = Der Zugriff, der für länger gewährt wurde, bleibt bestehen.
