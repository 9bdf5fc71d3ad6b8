# Letters that tell of a change, and the page behind their link.

## What letters say.

# $headline is one of the messages below, such as letter-pass-issued.
letter-subject = { $headline } ({ $organisation })
letter-headline = { $headline }.
letter-hello = مرحبًا { $name }،
letter-pass-issued = تم إصدار رمز وصول مؤقت لك
letter-pass-issued-explanation = يعطيك إياه من أصدره؛ ولا يُرسل أبدًا بالبريد الإلكتروني. لن يطلبه منك أي شخص يعمل لدينا.
letter-pass-used = تم استخدام رمز الوصول المؤقت الخاص بك لتسجيل الدخول
letter-pass-used-explanation = إذا كنت قد سجّلت الدخول به للتو، فكل شيء على ما يرام.
letter-pass-deleted = تم حذف رمز الوصول المؤقت الخاص بك
letter-method-added =
    { $method ->
        [passkey] تمت إضافة مفتاح مرور إلى حسابك
        [authenticator-app] تمت إضافة تطبيق مصادقة إلى حسابك
        [password] تمت إضافة كلمة مرور إلى حسابك
        [recovery-codes] تمت إضافة رموز استرداد إلى حسابك
        [pass] تمت إضافة رمز وصول مؤقت إلى حسابك
       *[other] تمت إضافة طريقة لتسجيل الدخول إلى حسابك
    }
letter-method-added-explanation = من الآن فصاعدًا يمكن استخدام هذه الطريقة لتسجيل الدخول بحسابك.
letter-method-deleted =
    { $method ->
        [passkey] تم حذف مفتاح مرور من حسابك
        [authenticator-app] تم حذف تطبيق مصادقة من حسابك
        [password] تم حذف كلمة مرور من حسابك
        [recovery-codes] تم حذف رموز استرداد من حسابك
        [pass] تم حذف رمز وصول مؤقت من حسابك
       *[other] تم حذف طريقة لتسجيل الدخول من حسابك
    }
letter-method-deleted-explanation = لم يعد من الممكن استخدام هذه الطريقة لتسجيل الدخول بحسابك.
letter-password-changed = تم تغيير كلمة المرور الخاصة بك
letter-password-changed-explanation = لم تعد كلمة المرور القديمة تعمل.
letter-signed-out = تم تسجيل خروجك من كل مكان
letter-signed-out-explanation = يلزم تسجيل الدخول من جديد في كل متصفح وكل تطبيق.
letter-access-restored = تمت استعادة وصولك
letter-access-restored-explanation = تم تسجيل خروجك من كل مكان، ولم يعد من الممكن استخدام ما كان على جهاز مفقود.
letter-not-me-reported = لقد أبلغت عن شيء لم يصدر عنك
letter-test = هذه رسالة اختبار
letter-test-explanation = أراد أحد المسؤولين معرفة ما إذا كانت الرسائل تصل. وهي تصل.

# What happened to which account, a line each. $label is one of those that follow.
letter-fact = { $label }: { $value }
letter-account = الحساب
letter-when = الوقت
# When the pass ends.
letter-ends = ينتهي
# Who did it.
letter-by = بواسطة
letter-an-administrator = مسؤول عن هذه الخدمة
# The browser it was done with.
letter-with = باستخدام
letter-from = من العنوان

letter-not-me = ألم يكن هذا أنت، أو لم تطلبه؟
# $link is not-me.
letter-not-me-link = يفتح الرابط «{ $link }» صفحة فيها زر ينهي رمز الوصول ويسجّل خروجك من كل مكان.
# Two lines of plain text; the address of the page follows on a line of its own.
letter-not-me-open =
    افتح هذه الصفحة واضغط على الزر فيها؛ فهو ينهي
    رمز الوصول ويسجّل خروجك من كل مكان:

## The page behind the link: somebody says that it was not them.

not-me = لم يكن هذا أنا
not-me-title = ألم يكن هذا أنت؟
not-me-we-wrote = لقد كتبنا إليك بشأن الحساب { $username }.
not-me-consequence = إذا لم يكن هذا أنت، أو لم تطلبه، فاضغط على الزر. يحذف ذلك رمز الوصول المؤقت، وينهي كل الجلسات ووصول كل التطبيقات، ويُبلغ المسؤولين. سيكون عليك أنت أيضًا تسجيل الدخول مرة أخرى.
not-me-if-you = إذا كان هذا أنت، فأغلق هذه الصفحة. لم يتغير شيء.
not-me-done = تم تسجيل خروجك من كل مكان
not-me-all-ended = انتهت كل الجلسات ووصول كل التطبيقات للحساب { $username }، وكذلك رمز الوصول المؤقت، إن وُجد. يمكن للمسؤولين رؤية ما أبلغت عنه.
not-me-already = لقد تم ذلك بالفعل
not-me-used-before = سبق استخدام هذا الرابط للحساب { $username }. لم يتغير شيء هذه المرة.
not-me-next = راجع بعد ذلك معلومات الأمان: احذف ما لم تسجّله بنفسك، وغيّر كلمة المرور. إذا لم تعد تتمكن من تسجيل الدخول، فاسأل مكتب المساعدة.
not-me-link-old = لم يعد هذا الرابط يعمل
not-me-link-old-message = ربما مضى عليه أكثر من أسبوع، أو ينقصه جزء. لم يتغير شيء.
not-me-link-old-advice = انسخ الرابط كاملًا من الرسالة، أو أخبر مكتب المساعدة بما حدث.
