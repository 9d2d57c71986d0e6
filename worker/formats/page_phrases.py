"""What pages that are no story say, in the languages of the wires that are read. A new phrase is one line."""

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


ERROR_TITLE = re.compile(
    r"\s{0,9}(?:(?:http\s|error\s|erreur\s|fehler\s|خطأ\s|错误\s?|ошибка\s|エラー\s?)?(?:40[0134]|410|429|451|50[0234]|52[0-6])"
    r"(?:\s{0,3}[-–—|:.]|\s{0,3}$|\s(?:error|not|forbidden|bad|service|page|gateway|internal|gone|too|unauthori))"
    r"|(?:error[:!]?\s)?(?:the\s)?(?:page|file|article|content)\s(?:is\s|was\s|could\s|can\s?)?"
    r"(?:not\s(?:be\s)?found|not\savailable|no\slonger)"
    r"|not\sfound|access\sdenied|forbidden|bad\sgateway|service\s(?:temporarily\s)?unavailable|internal\sserver\serror"
    r"|gateway\stime-?out|site\s(?:under\s)?maintenance|under\smaintenance|an\serror\soccurred|oops"
    r"|(?:الصفحة|صفحة)\s(?:المطلوبة\s)?غير\sموجودة|لم\sيتم\sالعثور|عذراً?،?\sالصفحة|خطأ\s40|الوصول\sمرفوض|تم\sرفض"
    r"|page\s(?:introuvable|non\strouvée|inexistante)|cette\spage\sn|accès\s(?:refusé|interdit)"
    r"|seite\s(?:nicht\sgefunden|existiert)|zugriff\sverweigert|página\sno\s(?:encontrada|existe)|acceso\sdenegado"
    r"|página\snão\sencontrada|pagina\snon\strovata|страница\sне\s(?:найдена|существует)|доступ\s(?:запрещ|огранич)"
    r"|页面(?:不存在|未找到|找不到|没有找到)|您(?:访问|查看)的页面|無法找到|ページが見つかりません|お探しのページ|페이지를\s찾을\s수\s없|sayfa\sbulunamadı)",
    re.IGNORECASE,
)
ROBOT_CHECK = _any_of(
    "are you a (?:robot|human)",
    r"just a moment\.\.\.",
    "attention required!",
    "captcha",
    "checking (?:your|if the) (?:browser|site)",
    "verify(?:ing)? (?:that )?you are (?:a )?human",
    "unusual traffic",
    "pardon our interruption",
    "ddos protection by",
    "enable cookies and reload",
    "request unsuccessful",
    "bot detection",
    "هل أنت روبوت",
    "لست روبوتا",
    "التحقق من أنك",
    "je ne suis pas un robot",
    "ich bin kein roboter",
    "no soy un robot",
    "я не робот",
    "安全验证",
    "人机验证",
    "ロボットではありません",
)
NEEDS_SCRIPT = _any_of(
    "(?:enable|turn on|requires?|activate|need|without) (?:to enable )?java ?script",
    "java ?script (?:is|to be|must be) (?:disabled|enabled|required|turned)",
    "تفعيل (?:ال)?(?:جافا|java)",
    "activer java ?script",
    "java ?script (?:aktivieren|désactivé|deaktiviert)",
    "habilit\\w+ java ?script",
    "включ\\w+ java ?script",
    "启用 ?java ?script",
    "java ?scriptを有効",
    "자바스크립트",
)
CONSENT = _any_of(
    "before you continue",
    "we (?:and our \\d* ?partners )?value your privacy",
    "we and our (?:\\d+ )?partners",
    "(?:accept|allow) (?:all )?cookies",
    "cookie (?:consent|preferences|settings)",
    "manage (?:your )?(?:privacy|cookie)",
    "ملفات تعريف الارتباط",
    "نحترم خصوصيتك",
    "قبول الكل",
    "accepter (?:les|tous|et)",
    "nous respectons votre vie privée",
    "votre vie privée",
    "alle akzeptieren",
    "wir (?:und unsere|schätzen)",
    "zustimm\\w+",
    "aceptar (?:todas|cookies|y)",
    "valoramos (?:tu|su) privacidad",
    "accetta",
    "принять все",
    "接受所有",
    "同意して",
)
COOKIE = re.compile(r"cookie|ارتباط|куки", re.IGNORECASE)
PAYWALL = _any_of(
    "subscribe (?:now |today )?to (?:continue|keep) reading",
    "(?:continue|keep) reading (?:this article )?with a (?:digital )?subscription",
    "this (?:article|story|content) is (?:only |exclusively )?"
    "(?:for|available to) (?:our |paid |registered )?(?:subscribers|members)",
    "to (?:continue|keep) reading,? (?:please )?(?:subscribe|register|log ?in|sign (?:in|up)|create)",
    "already a subscriber\\?",
    "you(?:'|’)?ve? (?:have )?reached your (?:limit|monthly|article)",
    "(?:log|sign) in to (?:continue|read)",
    "subscribers? only",
    "subscribe to (?:read|unlock|access)",
    "unlock (?:this|the full) (?:article|story)",
    "(?:اشترك|سجل|سجّل|للاشتراك|اشتركوا)[^.]{0,30}(?:لمتابعة|لمواصلة|لإكمال|لقراءة|متابعة القراءة)",
    "(?:للمشتركين|للأعضاء) فقط",
    "محتوى (?:خاص|حصري) (?:ب?ال|لل)مشتركين",
    "réservée?s? (?:à nos |aux )abonnés",
    "abonnez-vous pour (?:lire|continuer|accéder|poursuivre)",
    "il vous reste \\d+\\s?% de cet article",
    "weiterlesen mit",
    "nur für abonnenten",
    "jetzt (?:weiterlesen|abonnieren und)",
    "um (?:weiterzulesen|diesen artikel zu lesen)",
    "(?:contenido|artículo) (?:exclusivo|solo|sólo) para (?:suscriptores|socios)",
    "suscríbe\\w+ para (?:seguir|continuar|leer)",
    "para seguir leyendo",
    "(?:conteúdo|exclusivo) para assinantes",
    "riservato agli abbonati",
    "abbonati per (?:leggere|continuare)",
    "(?:доступ\\w* )?только (?:для )?подписчик",
    "(?:оформите|купите) подписку",
    "чтобы (?:читать|продолжить)",
    "订阅后(?:继续)?阅读",
    "(?:登录|登錄|付费|付費)后?(?:继续|繼續|阅读|閱讀)",
    "有料会員(?:限定|になると)",
    "会員限定記事",
    "続きを読むには",
    "구독(?:자 전용|하시면)",
    "유료 ?회원",
)
