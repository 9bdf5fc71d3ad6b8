# What many pages say.

as-it-is = { $text }

## Times. Within a sentence a time brings its preposition.

time-alone-today = اليوم، { $time }
time-alone = { $day }، { $time }
time-at = في الساعة { $time }
time-on = يوم { $day } في الساعة { $time }
# $day is "tomorrow" or "yesterday".
time-near = { $day } في الساعة { $time }
# With day and year, as letters have it: "Monday 23 November 2026 at 08:00 UTC".
time-in-full = { $day } في الساعة { $time }
date = { $weekday } { $day } { $month }
date-with-year = { $weekday } { $day } { $month } { $year }
weekday =
    { $number ->
        [1] الاثنين
        [2] الثلاثاء
        [3] الأربعاء
        [4] الخميس
        [5] الجمعة
        [6] السبت
       *[7] الأحد
    }
month =
    { $number ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }

## On every page.

help-desk = مكتب المساعدة: { $text }
by-daypass = تسجيل الدخول عبر Daypass
change = تغيير
change-username = تغيير اسم المستخدم
use-another-way = استخدام طريقة أخرى
recommended = موصى به
go-on = متابعة
continue = متابعة
copy = نسخ
copied = تم النسخ
print = طباعة
show = إظهار
hide = إخفاء
code = الرمز
language = اللغة
lost-device-remains =
    { $count ->
        [one] لقد فقدت جهازًا، ولم يكتمل بعدُ كل ما يلزم: بقيت خطوة واحدة.
        [two] لقد فقدت جهازًا، ولم يكتمل بعدُ كل ما يلزم: بقيت خطوتان.
        [few] لقد فقدت جهازًا، ولم يكتمل بعدُ كل ما يلزم: بقيت { $count } خطوات.
       *[other] لقد فقدت جهازًا، ولم يكتمل بعدُ كل ما يلزم: بقيت { $count } خطوة.
    }

## Ways to sign in.

temporary-access-pass = رمز الوصول المؤقت
passkey = مفتاح المرور
authenticator-app = تطبيق المصادقة
password = كلمة المرور
password-and-authenticator-app = كلمة المرور وتطبيق المصادقة
recovery-code = رمز الاسترداد
recovery-codes-for = رموز الاسترداد الخاصة بـ { $username } لدى { $organisation }. يعمل كل رمز مرة واحدة.
to-make-it-stronger = لجعلها أقوى:

## A person's own pages, and the words that lead there.

skip-to-content = الانتقال إلى المحتوى
your-account = حسابك
security-info = معلومات الأمان
my-sign-ins = عمليات تسجيل الدخول الخاصة بي
administration = الإدارة
sign-out = تسجيل الخروج
sign-out-everywhere = تسجيل الخروج من كل مكان
lost-a-device = فقدت جهازًا

## What buttons and fields of many pages say.

cancel = إلغاء
delete = حذف
done = تم
go-back = رجوع
name = الاسم
rename = إعادة تسمية
save = حفظ
start = بدء
not-now = ليس الآن
not-yet = ليس بعد
recovery-codes = رموز الاسترداد
# Several things one after the other: { $list } is one thing, or several with commas.
list-with-more = { $list }، و{ $thing }

## Browsers, devices and what stands about them in a list: each before a time.

browser-on-system = { $browser } على { $system }
some-browser = متصفح
# $device is "Firefox on Windows".
device-says-it-is = { $device }، بحسب ما يعرّف به نفسه
device-of-unknown-kind = تطبيق أو جهاز من نوع لا نعرفه
added = تاريخ الإضافة:
allowed = تاريخ السماح:
last-seen = آخر ظهور:
last-used = آخر استخدام:
signed-in = تسجيل الدخول:
last-access-token-ends = ينتهي آخر رمز مميز للوصول لديه:

## What an app may do: in a list under the app's name, or in a sentence.

# $what is one of the following, or several with commas.
app-may = بإمكانه { $what }
lets-know-you = التحقق من هويتك
lets-see-your-name = الاطلاع على اسمك واسم المستخدم الخاص بك
lets-see-your-email = الاطلاع على عنوان بريدك الإلكتروني
lets-see-your-phone = الاطلاع على رقم هاتفك
lets-see-your-address = الاطلاع على عنوانك البريدي
lets-see-your-groups = الاطلاع على المجموعات التي تنتمي إليها
lets-see-your-roles = الاطلاع على الأدوار المسندة إليك
lets-stay-when-you-are-away = إبقاء تسجيل الدخول قائمًا في غيابك

## The same, said of somebody else.

lets-know-them = التحقق من هوية هذا الشخص
lets-see-their-name = الاطلاع على اسم هذا الشخص واسم المستخدم الخاص به
lets-see-their-email = الاطلاع على عنوان بريده الإلكتروني
lets-see-their-phone = الاطلاع على رقم هاتفه
lets-see-their-address = الاطلاع على عنوانه البريدي
lets-see-their-groups = الاطلاع على المجموعات التي ينتمي إليها
lets-see-their-roles = الاطلاع على الأدوار المسندة إليه
lets-stay-when-they-are-away = إبقاء تسجيل الدخول قائمًا في غيابه

## The receipt of a sign-out: who was told, who is still to be told, who can't be.

signed-out-everywhere = تم تسجيل الخروج من كل مكان
one-browser-signed-out = تم تسجيل الخروج من متصفح واحد
access-ended = انتهى الوصول
access-of-app-ended = انتهى وصول { $app }
access-of-apps-ended = انتهى وصول تطبيقات
pass-ended-with-all = انتهى رمز وصول وكل ما استند إليه
# $sessions is 0 where no session was ended, or they were not counted.
sessions-ended =
    { $sessions ->
        [0] تم الإنهاء { $when }.
        [one] انتهت جلسة واحدة { $when }.
        [two] انتهت جلستان { $when }.
        [few] انتهت { $sessions } جلسات { $when }.
       *[other] انتهت { $sessions } جلسة { $when }.
    }
sessions-ended-by-you =
    { $sessions ->
        [0] تم الإنهاء { $when }، بواسطتك.
        [one] انتهت جلسة واحدة { $when }، بواسطتك.
        [two] انتهت جلستان { $when }، بواسطتك.
        [few] انتهت { $sessions } جلسات { $when }، بواسطتك.
       *[other] انتهت { $sessions } جلسة { $when }، بواسطتك.
    }
sessions-ended-by-an-administrator =
    { $sessions ->
        [0] تم الإنهاء { $when }، بواسطة أحد المسؤولين.
        [one] انتهت جلسة واحدة { $when }، بواسطة أحد المسؤولين.
        [two] انتهت جلستان { $when }، بواسطة أحد المسؤولين.
        [few] انتهت { $sessions } جلسات { $when }، بواسطة أحد المسؤولين.
       *[other] انتهت { $sessions } جلسة { $when }، بواسطة أحد المسؤولين.
    }
sessions-ended-by =
    { $sessions ->
        [0] تم الإنهاء { $when }، بواسطة { $name }.
        [one] انتهت جلسة واحدة { $when }، بواسطة { $name }.
        [two] انتهت جلستان { $when }، بواسطة { $name }.
        [few] انتهت { $sessions } جلسات { $when }، بواسطة { $name }.
       *[other] انتهت { $sessions } جلسة { $when }، بواسطة { $name }.
    }
by-you = بواسطتك
by-an-administrator = بواسطة أحد المسؤولين
by-somebody = بواسطة { $name }
signed-in-as-you = على كل من سجّل الدخول بحسابك أن يسجّل الدخول من جديد.
signed-in-as-them = على كل من سجّل الدخول بهذا الحساب أن يسجّل الدخول من جديد.
finding-out-whom-to-tell = نحدّد الآن التطبيقات التي يجب إبلاغها.
your-apps = تطبيقاتك
their-apps = تطبيقات هذا الشخص
apps-told =
    { $apps ->
        [one] التطبيقات التي تم إبلاغها: { $told } من { $apps }.
       *[other] التطبيقات التي تم إبلاغها: { $told } من { $apps }.
    }
apps-hold-nothing = لم يعد أي شيء بحوزتها مقبولًا هنا. قد يستمر التطبيق الذي يتحقق من وصوله بنفسه حتى الوقت المذكور.
no-app-had-access = لم يكن لأي تطبيق حق الوصول.
no-app-had-access-from-it = لم يكن لأي تطبيق حق الوصول منه.
also-told = تم إبلاغ جهات أخرى
look-again = التحقق مرة أخرى
nothing-ended = لا شيء في آخر 30 يومًا.
earlier = سابقًا
still-telling = الإبلاغ مستمر
what-was-ended = ما تم إنهاؤه

## One who is told: in a word or two, then in sentences.

told = تم الإبلاغ
not-told = لم يتم الإبلاغ
being-told = جارٍ الإبلاغ
cannot-be-told = يتعذر الإبلاغ
waits-to-be-fetched = بانتظار الاستلام
trying-again = إعادة المحاولة ({ $try } من { $tries })
told-at = تم الإبلاغ { $when }.
not-told-yet = لم يتم الإبلاغ بعد.
# $why is one of those below, or what the receiver answered.
not-told-yet-because = لم يتم الإبلاغ بعد: { $why }.
next-try = المحاولة التالية { $when }.
stopped-trying = أوقفنا المحاولة.
stopped-trying-because = أوقفنا المحاولة: { $why }.
not-told-error = كان الرد خطأً
not-told-too-slow = لم يصل الرد في الوقت المحدد
not-told-refused = تم رفض البلاغ
not-told-sent-elsewhere = تمت إحالتنا إلى عنوان آخر
not-told-switched-off = الجهة المتلقية متوقفة
not-told-no-way = لم يعد الإبلاغ ممكنًا
not-told-unreachable = تعذر الاتصال
what-it-holds-ends = ينتهي ما تبقى لديه { $when }.
its-access-ends = ينتهي وصوله { $when }.
its-access-has-ended = انتهى وصوله.
it-keeps-its-access = يحتفظ بحق الوصول الذي مُنح له لمدة أطول.
