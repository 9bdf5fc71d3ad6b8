# What went wrong, whose turn it is, one way forward.

go-to-start-page = الانتقال إلى صفحة البداية
reference = المرجع { $reference }
reload-and-try-again = ارجع، وأعد تحميل الصفحة، ثم حاول مرة أخرى.

fault-title = حدث خطأ لدينا
fault-message = لم يكن السبب شيئًا فعلته، ولم يتغير شيء.
fault-advice = حاول مرة أخرى بعد لحظات. إذا استمر ذلك، فأعطِ مكتب المساعدة المرجع أدناه.

forged-title = ورد هذا الطلب من موقع آخر
forged-message = يفيد متصفحك بأن صفحة من خارج هذه الخدمة أرسلت هذا الطلب. لم يتغير شيء.
forged-advice = ارجع إلى الصفحة التي كنت فيها، وأعد تحميلها، ثم حاول مرة أخرى.

busy-title = يسجّل كثيرون الدخول الآن
busy-message = توجد قائمة انتظار في الوقت الحالي، ولم نُرد أن نبقيك فيها.
busy-advice = انتظر بضع ثوانٍ، ثم حاول مرة أخرى. لم تفقد شيئًا مما فعلته.

too-many-failures-title = محاولات تسجيل دخول فاشلة كثيرة
too-many-failures-message = فشلت محاولات كثيرة لتسجيل الدخول من شبكتك، منك أو من شخص آخر عليها. لم يُنظر في محاولتك هذه.
too-many-failures-advice = انتظر دقيقة، ثم حاول مرة أخرى. من سجّل الدخول بالفعل يبقى كذلك.

too-large-title = حجم البيانات كبير جدًا
too-large-message = أُرسلت بيانات أكثر مما تطلبه أي صفحة هنا.
too-large-advice = ارجع وحاول مرة أخرى.

malformed-title = تتعذر قراءة هذا الطلب
malformed-message = الطلب غير مكتمل أو تالف. لم يتغير شيء.

not-found-title = لا توجد صفحة كهذه
not-found-message = ربما كُتب العنوان خطأً، أو لم يعد ما كان هنا موجودًا.

method-not-allowed-title = لا يمكن فعل ذلك هنا
method-not-allowed-message = لا يقبل هذا العنوان طلبات من هذا النوع. لم يتغير شيء.

## Who may touch whom.

denied-title = لا يمكنك فعل ذلك
denied-yourself = لا أحد يفعل ذلك لنفسه، أيًا كان دوره. لم يتغير شيء.
denied-privileged = لهذا الشخص دور مسؤول، ودورك يشمل من ليس لهم دور كهذا. لم يتغير شيء.
denied-issuer = يُصدر هذا الشخص رموز وصول للآخرين، مثلك. لم يتغير شيء.
denied-not-a-newcomer = سبق لهذا الشخص أن سجّل الدخول، وأنت تُصدر رموز الوصول للمنضمين الجدد. لم يتغير شيء.
denied-powerful-group = يجوز لأعضاء هذه المجموعة إصدار رموز الوصول، لذا يحدد أعضاءها من يمنحون هذه الصلاحية. لم يتغير شيء.
denied-policy-group = تذكر سياسة تسجيل الدخول هذه المجموعة، لذا يحدد أعضاءها من يمكنهم تغيير المجموعات والسياسة معًا. لم يتغير شيء.
denied-own-people = أنت تُصدر رموز الوصول لأعضاء هذه المجموعة، لذا يحدد شخص آخر من هم أعضاؤها. لم يتغير شيء.
denied-no-role = لا يسمح أي من أدوارك بذلك. لم يتغير شيء.
ask-another-administrator = اطلب من مسؤول آخر القيام بذلك.
ask-another-administrator-for-you = اطلب من مسؤول آخر القيام بذلك من أجلك.
ask-an-authentication-administrator = اطلب ذلك من Authentication Administrator.
ask-a-privileged-administrator = اطلب ذلك من Privileged Authentication Administrator أو Global Administrator.
ask-a-global-administrator = اطلب ذلك من Global Administrator.
ask-a-global-administrator-if-it-should = إذا كان ينبغي السماح بذلك، فاطلبه من Global Administrator.

## Requests that an app got wrong.

for-the-developer = لمطوّر التطبيق: { $detail }
app-cannot-sign-you-in = لا يمكن لهذا التطبيق تسجيل دخولك
app-missing = لم يذكر التطبيق أي تطبيق هو.
app-unknown = التطبيق الذي أرسلك غير معروف هنا.
redirect-missing = لم يذكر التطبيق إلى أين نرسلك بعد ذلك.
redirect-unregistered = يريد { $app } إرسالك إلى عنوان غير مسجّل له.
request-used-or-old = سبق استخدام طلب تسجيل الدخول هذا، أو أنه قديم جدًا.
request-unreadable = تتعذر قراءة ما أرسله التطبيق.
go-back-to-app = ارجع إلى التطبيق وسجّل الدخول من هناك مرة أخرى.
tell-whoever-runs-the-app = لا توجد مشكلة في حسابك. أبلغ الجهة التي تدير التطبيق بما هو مكتوب أدناه.
app-cannot-sign-you-out = لا يمكن لهذا التطبيق تسجيل خروجك
still-signed-in = ما زال تسجيل دخولك قائمًا: لا يمكن الوثوق بالطريقة التي طلب بها التطبيق ذلك.
sign-out-from-start-page = يمكنك تسجيل الخروج من صفحة البداية. أبلغ الجهة التي تدير التطبيق بما هو مكتوب أدناه.
