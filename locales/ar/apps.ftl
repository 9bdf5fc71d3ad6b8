# Apps: consent, devices, signing out.

## What an app may have.

consent-page = السماح بالوصول
# A list of what the app may do follows: "know it is you".
consent-title = يطلب { $app } الإذن بما يلي
app-registered-itself = سجّل { $app } نفسه بنفسه؛ ولم تتحقق منه { $organisation }.
consent-only-if-known = لا تسمح بذلك إلا إذا كنت تعرف مصدره.
you-are = أنت { $username }.
not-you = لست أنت؟
# $address is the host the person is sent to, such as payroll.example.
consent-returns-to = ستعود إلى { $address }.
take-back-at-any-time = يمكنك سحب هذا الإذن في أي وقت ضمن «عمليات تسجيل الدخول الخاصة بي».
allow = السماح
do-not-allow = عدم السماح
continue-in-a-moment = ستنتقل إلى هناك بعد لحظات. إذا لم يحدث شيء، فاضغط على «متابعة».

## Connecting a device.

device-title = توصيل جهاز
device-code-hint = الأحرف الثمانية التي يعرضها جهازك الآخر. لا فرق بين الأحرف الكبيرة والصغيرة، ولا أهمية للمسافات والشرطات.
device-code-only-from-yours = لا تُدخل إلا رمزًا من جهاز تستخدمه الآن. لن يعطيك أحد من { $organisation } رمزًا كهذا أبدًا.
device-code-wrong = هذا الرمز غير صحيح، أو أنه انتهى. قارنه بما يعرضه جهازك، أو اجعل الجهاز يعرض رمزًا جديدًا.
device-codes-too-many = رموز خاطئة كثيرة. يمكنك المحاولة مرة أخرى { $when }.
device-confirm-title = هل تريد توصيل هذا الجهاز؟
device-check-code = تأكد من أن جهازك يعرض هذا الرمز:
# A list of what the app may do follows: "know it is you".
device-lets = يتيح ذلك لـ { $app }، باسم { $username }:
who-is-asking = صاحب الطلب
device = الجهاز
where = المكان
# $address is a network address, such as 192.0.2.7.
address-same-as-yours = { $address }، وهو عنوان الشبكة نفسه الذي تستخدمه
address-other-than-yours = { $address }، وهو عنوان شبكة غير الذي تستخدمه
not-known = غير معروف
# A time follows: when the device asked.
device-asked = وقت الطلب
device-only-if-yours = لا تتابع إلا إذا بدأت ذلك بنفسك للتو. لن يطلب منك أحد من { $organisation } هذا الرمز.
connect = توصيل
do-not-connect = عدم التوصيل
device-ends-with-pass = ينتهي الاتصال بانتهاء رمز الوصول المؤقت.
device-stays-connected = يبقى الجهاز متصلًا عندما تسجّل الخروج هنا.
not-this-person = لست { $username }؟
device-connected = تم توصيل الجهاز
device-goes-on = يتابع { $app } هناك تلقائيًا. يمكنك إغلاق هذه الصفحة.
device-end-again = إذا أردت إنهاء الاتصال لاحقًا، فانتقل إلى «عمليات تسجيل الدخول الخاصة بي».
device-not-connected = لم يتم توصيل الجهاز
device-app-has-no-access = ليس لـ { $app } حق الوصول. يمكنك إغلاق هذه الصفحة.
device-code-was-sent = إذا أرسل إليك أحد هذا الرمز، فأبلغ مكتب المساعدة.
app-not-for-you = هذا التطبيق غير متاح لحسابك
device-no-access = لم تمنحك مؤسستك حق الوصول إلى { $app }. لم يتم توصيل أي جهاز.
if-you-need-it = إذا كنت تحتاج إليه، فاسأل مكتب المساعدة.
app-needs-stronger = يحتاج هذا التطبيق إلى تسجيل دخول أقوى
device-sign-in-too-weak = الطريقة التي سجّلت بها الدخول لا تكفي لـ { $app }. لم يتم توصيل أي جهاز.
device-sign-in-stronger = سجّل الخروج، ثم سجّل الدخول بمفتاح المرور أو بما تطلبه مؤسستك، وأدخل الرمز مرة أخرى.

## Signing out.

sign-out-title = هل تريد تسجيل الخروج؟
app-asks-to-sign-out = يطلب { $app } تسجيل خروجك.
signed-in-as = لقد سجّلت الدخول باسم { $username } في هذا المتصفح.
stay-signed-in = إبقاء تسجيل الدخول
signed-out-title = تم تسجيل خروجك
signed-out-shared-device = إذا كان غيرك يستخدم هذا الجهاز أيضًا، فأغلق المتصفح كذلك.
