# A signed-in person's own pages.

## The start page.

security-info-is = مفاتيح المرور وطرق تسجيل الدخول الأخرى لديك
my-sign-ins-are = أين سجّلت الدخول، وتطبيقاتك، وتسجيل الخروج من كل مكان
administration-is = الأشخاص ورموز الوصول والتطبيقات والسياسات

## Security info.

how-you-prove = كيف تُثبت أنك صاحب الحساب.
method-added = تمت الإضافة. يمكنك تسجيل الدخول بهذه الطريقة من الآن فصاعدًا.
method-renamed = تم حفظ الاسم الجديد.
method-deleted = تم الحذف. لم يعد بإمكان أحد تسجيل الدخول بهذه الطريقة.
password-changed = تم تغيير كلمة المرور. يبقى تسجيل دخولك قائمًا في المتصفحات الأخرى؛ أنهِ ما لا تعرفه منها ضمن «عمليات تسجيل الدخول الخاصة بي».
own-pass-deleted = تم حذف رمز الوصول الخاص بك.
your-pass = رمز الوصول المؤقت الخاص بك
set-up-lasting-way = قم بإعداد طريقة دائمة لتسجيل الدخول قبل أن ينتهي.
have-lasting-way = لديك طريقة دائمة لتسجيل الدخول.
delete-pass-if-unneeded = إذا لم تعد تحتاج إليه، فاحذفه.
delete-this-pass = حذف رمز الوصول هذا
your-ways = طرق تسجيل الدخول لديك
no-ways-yet = ليس لديك أي منها بعد. أضف طريقة أدناه، لتتمكن من تسجيل الدخول مرة أخرى.
method-with-name = { $method }: { $name }
kept-in-manager = محفوظ في برنامج لإدارة كلمات المرور
stays-on-device = يبقى على جهاز واحد
together-with-password = مع كلمة المرور
codes-left = المتبقي: { $count }
make-new-ones = إنشاء رموز جديدة
add-another = إضافة طريقة أخرى
lost-a-device-question = هل فقدت جهازًا؟
lost-device-everything = إليك كل ما يلزم فعله، بالترتيب.

## Renaming and deleting. $method is one of those that are named here.

rename-this =
    { $method ->
        [passkey] إعادة تسمية مفتاح المرور هذا
        [authenticator-app] إعادة تسمية تطبيق المصادقة هذا
        [recovery-codes] إعادة تسمية مجموعة رموز الاسترداد هذه
       *[password] إعادة تسمية كلمة المرور هذه
    }
name-hint = لتعرفه عندما تراه مرة أخرى: «حاسوب العمل المحمول»، «المفتاح الأزرق».
name-length = يتكون الاسم من حرف واحد إلى 60 حرفًا.
delete-a-way = حذف طريقة لتسجيل الدخول
delete-this =
    { $method ->
        [passkey] هل تريد حذف مفتاح المرور هذا؟
        [authenticator-app] هل تريد حذف تطبيق المصادقة هذا؟
        [recovery-codes] هل تريد حذف مجموعة رموز الاسترداد هذه؟
       *[password] هل تريد حذف كلمة المرور هذه؟
    }
this-stays =
    { $method ->
        [passkey] يبقى مفتاح المرور هذا
        [authenticator-app] يبقى تطبيق المصادقة هذا
        [recovery-codes] تبقى مجموعة رموز الاسترداد هذه
       *[password] تبقى كلمة المرور هذه
    }
delete-consequence = لن يتمكن أحد بعد ذلك من تسجيل الدخول بهذه الطريقة. المتصفحات التي سُجّل الدخول فيها تبقى كذلك.
keep-it = الاحتفاظ بها
last-way-in = من دونها لن تبقى لديك أي طريقة لتسجيل الدخول: فهي طريقتك الأخيرة أو جزء منها. أضف طريقة أخرى أولًا؛ ثم يمكنك حذف هذه.

## Changing the password.

change-your-password = غيّر كلمة المرور
change-password = تغيير كلمة المرور
password-now = كلمة المرور الحالية

## My sign-ins.

where-signed-in = أين سجّلت الدخول
session-has-ended = انتهت تلك الجلسة.
app-has-no-access = لم يعد لذلك التطبيق حق الوصول.
browsers = المتصفحات
this-browser = هذا المتصفح
# After the name of the browser, for who hears the page.
this-browser-in-brackets = (هذا المتصفح)
apps = التطبيقات
no-app-has-access = ليس لأي تطبيق حق الوصول إلى حسابك.
remove-access = إزالة الوصول
# After remove-access, for who hears the page.
remove-access-of = لتطبيق { $app }
sign-out-everywhere-is = ينهي كل الجلسات ووصول كل التطبيقات، ويُبلغ تطبيقاتك. افعل ذلك عندما ترى هنا شيئًا لم يصدر عنك. سترى ما أُبلغ به كل تطبيق.
everywhere-but-this-browser = في كل مكان عدا هذا المتصفح
sign-in-again = تسجيل الدخول مرة أخرى
receipt-found-again = تجد هذا لاحقًا ضمن «عمليات تسجيل الدخول الخاصة بي». ألم يكن هذا أنت؟ أبلغ مكتب المساعدة، واستخدم رمز وصول مؤقتًا لإعداد طرق جديدة لتسجيل الدخول.

## After a lost device.

lost-device-is = هاتف أو حاسوب محمول أو مفتاح أمان ضاع أو سُرق أو صار في يد شخص آخر. إليك ما يلزم فعله، بالترتيب. يمكنك المغادرة عند أي خطوة والعودة لاحقًا.
lost-device-will-sign-out = تسجيل الخروج من كل مكان عدا هذا المتصفح.
lost-device-will-remove = إزالة ما كان على الجهاز.
lost-device-will-add = إضافة طريقة جديدة لتسجيل الدخول.
lost-device-will-change-password = تغيير كلمة المرور، إن كانت لديك واحدة.
yours-again = عاد حسابك إليك
lost-device-all-done = اكتمل كل ما يلزم بشأن الجهاز الذي فقدته.
things-remain =
    { $count ->
        [one] بقيت خطوة واحدة.
        [two] بقيت خطوتان.
        [few] بقيت { $count } خطوات.
       *[other] بقيت { $count } خطوة.
    }
# $when is when the device was lost.
lost-device-since = ما كان موجودًا { $when } قد يكون ضمن ما فُقد.
lost-device-sign-out-is = من بيده الجهاز يفقد الوصول على الفور، ويتم إبلاغ تطبيقاتك. يبقى تسجيل دخولك هنا قائمًا.
sign-out-everywhere-but-here = تسجيل الخروج من كل مكان عدا هنا
# $page is my-sign-ins.
apps-told-under = ما أُبلغت به تطبيقاتك موجود ضمن «{ $page }».
lost-device-signed-out = تم تسجيل خروجك من كل مكان عدا هنا. ما أُبلغ به كل تطبيق موجود ضمن «عمليات تسجيل الدخول الخاصة بي».
lost-device-remove = إزالة ما كان على الجهاز
which-are-lost = أي من هذه فقدتها؟
last-way-in-stays = طريقتك الأخيرة لتسجيل الدخول، أو جزء منها: تبقى حتى تضيف طريقة أخرى.
# $detail is one of kept-in-manager, stays-on-device, together-with-password and codes-left.
last-way-in-stays-with-detail = { $detail }. طريقتك الأخيرة لتسجيل الدخول، أو جزء منها: تبقى حتى تضيف طريقة أخرى.
remove-what-is-ticked = إزالة المحدد والاحتفاظ بالباقي
lost-device-removed = تم. لا يمكن لأحد تسجيل الدخول بما أزلته.
lost-device-last-way-in = إحدى هذه هي طريقتك الأخيرة لتسجيل الدخول، أو جزء منها، لذا تبقى في الوقت الحالي. أضف طريقة جديدة أولًا، ثم أزلها هنا.
lost-device-add = إضافة طريقة جديدة لتسجيل الدخول
lost-device-add-is = لتتمكن من الدخول غدًا، بالجهاز الذي لديك الآن.
what-i-have-is-enough = ما لديّ يكفي
password-may-be-saved = قد تكون محفوظة على الجهاز.
lost-device-stays = يمكنك مغادرة هذه الصفحة والعودة إليها: تبقى حتى يكتمل كل شيء.
found-it = وجدته، لا حاجة إلى المزيد

## The pass, as it looks.

pass-use-it-at = استخدمه على { $address }
pass-qr-code = رمز QR لعنوان تسجيل الدخول
# Times follow.
pass-valid-from = صالح من
pass-valid-until = حتى
# Before one of the two that follow, for who cannot see.
pass-use = الاستخدام
pass-works-once = يعمل مرة واحدة
pass-works-until-it-ends = يعمل حتى ينتهي
# Why a pass can't be used.
pass-state-not-allowed = لا تسمح به السياسة
pass-state-too-many-tries = محاولات خاطئة كثيرة
pass-state-used = مستخدَم
pass-state-ended = منتهٍ
pass-state-not-started = لم يبدأ بعد
