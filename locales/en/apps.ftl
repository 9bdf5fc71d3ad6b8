# Apps: consent, devices, signing out.

## Connecting a device.

device-codes-too-many = Too many wrong codes. You can try again { $when }.
app-not-for-you = This app isn't for your account
device-no-access = Your organisation has not given you access to { $app }. No device was connected.
if-you-need-it = If you need it, ask your help desk.
app-needs-stronger = This app needs a stronger sign-in
device-sign-in-too-weak = How you signed in is not enough for { $app }. No device was connected.
device-sign-in-stronger = Sign out, sign in with your passkey or whatever your organisation asks for, and enter the code again.
