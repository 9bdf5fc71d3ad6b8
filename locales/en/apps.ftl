# Apps: consent, devices, signing out.

## What an app may have.

consent-page = Allow access
# A list of what the app may do follows: "know it is you".
consent-title = { $app } would like to
app-registered-itself = { $app } registered itself; it was not checked by { $organisation }.
consent-only-if-known = Allow it only if you know where it comes from.
you-are = You are { $username }.
not-you = Not you?
# $address is the host the person is sent to, such as payroll.example.
consent-returns-to = You go back to { $address }.
take-back-at-any-time = You can take this back at any time under My sign-ins.
allow = Allow
do-not-allow = Don't allow
continue-in-a-moment = You are taken there in a moment. If nothing happens, press Continue.

## Connecting a device.

device-title = Connect a device
device-code-hint = The eight letters your other device shows. Capitals, spaces and dashes don't matter.
device-code-only-from-yours = Only enter a code from a device you are using right now. Nobody from { $organisation } will ever give you one.
device-code-wrong = That code isn't right, or it has ended. Check it against your device, or let the device show a new one.
device-codes-too-many = Too many wrong codes. You can try again { $when }.
device-confirm-title = Connect this device?
device-check-code = Check that your device shows this code:
# A list of what the app may do follows: "know it is you".
device-lets = It lets { $app }, as { $username }:
who-is-asking = Who is asking
device = Device
where = Where
# $address is a network address, such as 192.0.2.7.
address-same-as-yours = { $address }, the same network address as yours
address-other-than-yours = { $address }, another network address than yours
not-known = Not known
# A time follows: when the device asked.
device-asked = Asked
device-only-if-yours = Only continue if you started this yourself just now. Nobody from { $organisation } will ask you for this code.
connect = Connect
do-not-connect = Don't connect
device-ends-with-pass = It ends when your Temporary Access Pass does.
device-stays-connected = It stays connected when you sign out here.
not-this-person = Not { $username }?
device-connected = Device connected
device-goes-on = { $app } goes on there by itself. You can close this page.
device-end-again = If you want to end it again, go to My sign-ins.
device-not-connected = Device not connected
device-app-has-no-access = { $app } has no access. You can close this page.
device-code-was-sent = If somebody sent you the code, tell your help desk.
app-not-for-you = This app isn't for your account
device-no-access = Your organisation has not given you access to { $app }. No device was connected.
if-you-need-it = If you need it, ask your help desk.
app-needs-stronger = This app needs a stronger sign-in
device-sign-in-too-weak = How you signed in is not enough for { $app }. No device was connected.
device-sign-in-stronger = Sign out, sign in with your passkey or whatever your organisation asks for, and enter the code again.

## Signing out.

sign-out-title = Sign out?
app-asks-to-sign-out = { $app } asks to sign you out.
signed-in-as = You are signed in as { $username } in this browser.
stay-signed-in = Stay signed in
signed-out-title = You're signed out
signed-out-shared-device = If you share this device, close the browser too.
