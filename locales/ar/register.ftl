# Setting up how one signs in from now on.

## Why a new way to sign in was not saved.

passkeys-too-many = لديك { $maximum } من مفاتيح المرور بالفعل، وهذا هو الحد الأقصى. احذف مفتاحًا لم تعد تحتاج إليه.
passkey-registered-already = مفتاح المرور هذا مسجّل بالفعل. سجّل الدخول به، أو استخدم جهازًا آخر.
passkeys-not-allowed = مفاتيح المرور غير مسموح بها لحسابك. استخدم طريقة أخرى.
security-key-cannot-hold = لا يمكن لمفتاح الأمان هذا حفظ مفتاح مرور. استخدم مفتاحًا آخر، أو قفل شاشة هذا الجهاز.
passkey-not-verified = لم يطلب الجهاز أو المفتاح بصمة إصبعك أو وجهك أو رقم PIN. قم بإعداد ذلك عليه أولًا، أو استخدم جهازًا آخر.
new-totp-wrong = هذا الرمز غير صحيح. تأكد من أن وقت هاتفك يُضبط تلقائيًا، وأدخل الرمز الذي يعرضه الآن.
new-totp-stale = انقضى وقت هذا المفتاح. امسح المفتاح الجديد ضوئيًا.
authenticator-apps-too-many = لديك { $maximum } من تطبيقات المصادقة بالفعل، وهذا هو الحد الأقصى. احذف تطبيقًا لم تعد تحتاج إليه.
authenticator-apps-not-allowed = تطبيقات المصادقة غير مسموح بها لحسابك. استخدم طريقة أخرى.

## Step by step.

step-of = الخطوة { $step } من { $steps }
set-up-something-else = إعداد طريقة أخرى
finish-before-pass-ends = ينتهي رمز الوصول { $when }؛ ويمكنك إتمام الإعداد حتى ذلك الحين.

## Choosing what to set up.

choose-for-now-on = قم بإعداد طريقة تسجيل دخولك من الآن فصاعدًا
add-a-way = إضافة طريقة لتسجيل الدخول
nothing-more-to-add = لا يوجد ما يمكنك إعداده بعد: لديك أقصى عدد ممكن من طرق تسجيل الدخول. يمكن لمكتب المساعدة حذف طريقة لم تعد لديك.
add-passkey-detail = قفل شاشة هذا الجهاز، أو هاتفك، أو مفتاح أمان.
authenticator-app-and-password = تطبيق المصادقة وكلمة المرور
add-authenticator-app-and-password-detail = رموز من تطبيق على هاتفك، وكلمة مرور تختارها.
add-authenticator-app-detail = رموز من تطبيق على هاتفك، بعد كلمة المرور.
add-password-detail = كلمة مرور تختارها.
add-recovery-codes-detail = لليوم الذي يتعذر فيه الوصول إلى أي طريقة أخرى.

## What the organisation asks people to set up.

campaign-passkey-title = سجّل الدخول بمفتاح مرور من الآن فصاعدًا
you-can-go-on = يمكنك المتابعة
nothing-to-set-up = لم يعد عليك إعداد أي شيء.
passkey-unlocks = تفتح قفله كما تفتح قفل هذا الجهاز أو هاتفك أو مفتاح أمان.
passkey-is-quicker = إنه أسرع من كلمة مرور ورمز، ولا يمكن لأحد أن يخدعك لتعطيه إياه.
set-up-passkey = إعداد مفتاح مرور
authenticator-app-is = يعرض تطبيق على هاتفك ستة أرقام تدخلها بعد كلمة المرور.
skip-for-now = التخطي الآن
skips-left =
    { $count ->
        [0] في المرة القادمة سيكون عليك إعداده.
        [one] يمكنك التخطي مرة واحدة أخرى.
        [two] يمكنك التخطي مرتين أخريين.
        [few] يمكنك التخطي { $count } مرات أخرى.
       *[other] يمكنك التخطي { $count } مرة أخرى.
    }
campaign-asked-for = تطلب مؤسستك ذلك قبل أن تتابع. ألا يمكنك فعله على هذا الجهاز؟ سجّل الخروج ثم سجّل الدخول على جهاز آخر، أو اسأل مكتب المساعدة.

## The passkey.

create-a-passkey = إنشاء مفتاح مرور
create-passkey = إنشاء مفتاح المرور
passkey-nothing-to-remember = لا شيء عليك تذكّره، ولا شيء يمكن لأحد أن يخدعك لتكتبه.

## The authenticator app.

set-up-authenticator-app = إعداد تطبيق مصادقة
totp-scan = امسح هذا ضوئيًا بتطبيق المصادقة على هاتفك.
totp-qr = رمز QR لتطبيق المصادقة؛ والمفتاح نفسه مكتوب أدناه نصًا
totp-cannot-scan = ألا يمكنك مسحه ضوئيًا؟
totp-by-hand = إدخال المفتاح يدويًا
totp-type-key = اكتب هذا المفتاح في التطبيق. إذا سألك عن النوع، فاختر «مستند إلى الوقت».
copy-key = نسخ المفتاح
totp-open-app = فتح التطبيق على هذا الجهاز
new-totp-hint = الأرقام الستة التي يعرضها التطبيق الآن.

## The password.

choose-a-password = اختر كلمة مرور
new-password = كلمة المرور الجديدة
new-password-length = { $minimum } من الأحرف على الأقل؛ وتشكّل بضع كلمات لا رابط بينها كلمة مرور جيدة
new-password-not-guessable = لا شيء يسهل تخمينه، مثل اسمك أو كلمة مرور شائعة
passwords-not-allowed = كلمات المرور غير مسموح بها لحسابك.
password-there-already = لديك كلمة مرور بالفعل.
password-busy = يسجّل كثيرون الدخول الآن. حاول مرة أخرى بعد لحظات.
password-too-short = استخدم { $minimum } من الأحرف على الأقل.
password-few-words = يسهل تذكّر بضع كلمات لا رابط بينها.
password-too-long = استخدم { $maximum } من الأحرف على الأكثر.

## Why a password is too easy to guess.

password-easy-to-guess = يسهل تخمين كلمة المرور هذه.
password-straight-rows = يسهل تخمين صفوف المفاتيح المتتالية.
password-keyboard-patterns = يسهل تخمين أنماط لوحة المفاتيح القصيرة.
password-repeats = يسهل تخمين التكرارات مثل «aaa».
password-longer-repeats = التكرارات مثل «abcabcabc» أصعب قليلًا فقط في التخمين من «abc».
password-top-10 = هذه من كلمات المرور العشر الأكثر شيوعًا.
password-top-100 = هذه من كلمات المرور المئة الأكثر شيوعًا.
password-common = كلمة المرور هذه شائعة جدًا.
password-like-a-common-one = هذه تشبه كلمة مرور شائعة الاستخدام.
password-sequences = يسهل تخمين التسلسلات مثل abc أو 6543.
password-recent-years = يسهل تخمين السنوات الأخيرة.
password-one-word = يسهل تخمين كلمة واحدة وحدها.
password-dates = غالبًا ما يسهل تخمين التواريخ.
password-names-alone = يسهل تخمين الأسماء وأسماء العائلات وحدها.
password-common-names = يسهل تخمين الأسماء وأسماء العائلات الشائعة.

## How to choose a better one.

password-use-a-few-words = استخدم بضع كلمات، وتجنب العبارات الشائعة.
password-no-need-for-symbols = لا حاجة إلى رموز أو أرقام أو أحرف كبيرة.
password-add-words = أضف كلمة أو كلمتين. الكلمات غير الشائعة أفضل.
password-capitals-help-little = لا تفيد الأحرف الكبيرة كثيرًا.
password-all-capitals = الأحرف الكبيرة كلها سهلة التخمين تقريبًا مثل الأحرف الصغيرة كلها.
password-reversed-words = الكلمات المعكوسة ليست أصعب كثيرًا في التخمين.
password-substitutions = لا تفيد الاستبدالات المتوقعة كثيرًا، مثل «@» بدلًا من «a».
password-longer-pattern = استخدم نمطًا أطول على لوحة المفاتيح بانعطافات أكثر.
password-avoid-repeats = تجنب الكلمات والأحرف المكررة.
password-avoid-sequences = تجنب التسلسلات.
password-avoid-recent-years = تجنب السنوات الأخيرة.
password-avoid-your-years = تجنب السنوات المرتبطة بك.
password-avoid-your-dates = تجنب التواريخ والسنوات المرتبطة بك.

## Recovery codes.

keep-recovery-codes = الاحتفاظ برموز الاسترداد
recovery-codes-are = عشرة رموز تتيح لك الدخول عندما يتعذر الوصول إلى طرق تسجيل الدخول الأخرى. احتفظ بها على ورق أو في برنامج لإدارة كلمات المرور.
recovery-codes-replace = تحل الرموز الجديدة محل أي رموز كانت لديك.
show-recovery-codes = إظهار رموز الاسترداد
keep-these-recovery-codes = احتفظ برموز الاسترداد هذه
recovery-codes-seen-once = تتيح لك الدخول عندما يتعذر الوصول إلى طرق تسجيل الدخول الأخرى. احتفظ بها على ورق أو في برنامج لإدارة كلمات المرور. لن تظهر لك مرة أخرى.
recovery-codes-kept = احتفظتُ بها

## Done.

you-are-set = كل شيء جاهز
next-time-passkey = في المرة القادمة، سجّل الدخول بمفتاح المرور على هذا الجهاز.
next-time-password-and-code = في المرة القادمة، سجّل الدخول بكلمة المرور والرمز من تطبيق المصادقة.
next-time-password = في المرة القادمة، سجّل الدخول بكلمة المرور.
continue-to = المتابعة إلى { $app }
