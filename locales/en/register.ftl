# Setting up how one signs in from now on.

passkeys-too-many = You have { $maximum } passkeys already, and that is as many as fit. Delete one you no longer need.
passkey-registered-already = This passkey is registered already. Sign in with it, or use another device.
passkeys-not-allowed = Passkeys aren't allowed for your account. Use another way.
security-key-cannot-hold = This security key can't hold a passkey. Use another one, or this device's screen lock.
passkey-not-verified = It didn't ask for your fingerprint, face or PIN. Set that up on it first, or use another device.
new-totp-wrong = That code isn't right. Check that your phone's time is set by itself, and enter the code it shows now.
new-totp-stale = This key has waited too long. Scan the new one.
authenticator-apps-too-many = You have { $maximum } authenticator apps already, and that is as many as fit. Delete one you no longer need.
authenticator-apps-not-allowed = Authenticator apps aren't allowed for your account. Use another way.
