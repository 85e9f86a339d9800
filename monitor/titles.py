"""Words that stand beside names and are none: titles, prefixes, and what only looks like one.

In "Lower Sandal Mayor Gen. (retd) Ona Brill Monday told …" four capitals surround a name of
two words.  Whoever takes each for a part of it finds nobody; whoever takes none for one finds
Ona Brill in "Marta Ona Brill" and in the Ona Brill Stadium.  These lists are facts of how news
is written, folded as `news.text` folds; what they lack is judged by its place
(`monitor.beside`).

Discarded: a list of all names (there is none), a model that tags names (seconds a page, and
nobody can say why).
"""

from __future__ import annotations

from news.text import words


def _folded(text: str) -> frozenset[str]:
    return frozenset(words(text))


# What is said of somebody and never told apart from another by: left out of a tracked name,
# accepted before a name in a text.
TITLES = _folded("""
    mr mrs ms miss mx sir dame lord lady madam madame mister dr doctor prof professor hon honourable
    honorable rev reverend father fr sister brother pastor bishop archbishop cardinal pope imam
    ayatollah maulana mullah mufti qari allama swami rabbi saint king queen prince princess emir
    sheikha
    general gen lieutenant lt major maj colonel col brigadier brig captain capt commander cmdr cdr
    corporal cpl sergeant sgt admiral adm marshal commodore havildar subedar sepoy naik constable
    inspector superintendent sp dsp dig igp sho ssp inspector-general retd retired ret
    president pres premier chancellor minister secretary governor gov mayor senator sen
    representative rep congressman congresswoman speaker chairman chairperson chairwoman chair chief
    director commissioner ambassador envoy judge justice attorney advocate barrister lawyer
    spokesman spokeswoman spokesperson leader deputy vice officer official head coach skipper
    engineer engr agent analyst economist activist journalist author actor actress singer
    adviser advisor strategist prosecutor investigator historian scientist researcher founder owner
    editor reporter correspondent anchor host candidate nominee pilot striker midfielder goalkeeper
    winger batsman batter bowler pacer allrounder champion star legend
    driver farmer teacher student witness resident villager shopkeeper labourer worker guard soldier
    survivor victim passenger trader clerk nurse fisherman miner protester
    businessman councillor lawmaker mp mpa mna mla ceo cfo cto coo pm cm dc dg dr phd
    vizier nazim wazir mian janab sahib sahibzada shri shree sri smt shrimati kumari pandit
    präsident bundespräsident kanzler bundeskanzler ministerpräsident außenminister innenminister
    präsidentin kanzlerin ministerin président présidente ministre presidente ministro ministra
    begum bibi monsieur herr frau señor señora don doña signor
    जनरल लेफ्टिनेंट मेजर कर्नल कैप्टन डॉ डॉक्टर प्रोफेसर श्री श्रीमती सुश्री कुमारी पंडित स्वामी मौलाना मुफ्ती
    राष्ट्रपति प्रधानमंत्री मुख्यमंत्री मंत्री गृहमंत्री वित्तमंत्री राज्यपाल सांसद विधायक अध्यक्ष प्रवक्ता नेता महासचिव
    सचिव न्यायमूर्ति जस्टिस मिस्टर पीएम सीएम
    جنرل لیفٹیننٹ میجر کرنل کیپٹن بریگیڈیئر ڈاکٹر پروفیسر مسٹر جناب محترمہ محترم سید مولانا مفتی
    علامہ صدر وزیراعظم وزیراعلی وزیر گورنر سینیٹر چیئرمین جسٹس ترجمان سربراہ رہنما شیخ میاں دکتر
    رییس رئیس جمهور سردار ژنرال سرلشکر آقای خانم
    জেনারেল মেজর ডা ড প্রফেসর অধ্যাপক জনাব বেগম মিস্টার রাষ্ট্রপতি প্রধানমন্ত্রী মন্ত্রী মাওলানা শ্রী নেতা
""")

# One title, several spellings: a tracked "Gen Brill" is found as "General Brill".
SPELLINGS = {
    short: (short, long)
    for short, long in (
        pair.split()
        for line in (
            "gen general,lt lieutenant,maj major,col colonel,brig brigadier,capt captain",
            "cmdr commander,sgt sergeant,adm admiral,dr doctor,prof professor,gov governor",
            "sen senator,rep representative,mr mister,pm premier,pres president",
        )
        for pair in line.split(",")
    )
}
SPELLINGS |= {long: (long, short) for short, long in SPELLINGS.values()}

# Prefixes of names that many people bear beside their own: the same person with or without.
PREFIXES = _folded("""
    muhammad mohammad mohammed mohamed md mohd syed sayed sayyed seyed mir haji hajji hafiz sardar
    nawab nawabzada malik raja rana rai chaudhry choudhry ch agha mirza pir makhdoom
    qazi sheikh shaikh sh
    محمد سید میر حاجی حافظ سردار نواب ملک راجہ رانا چوہدری مرزا پیر مخدوم قاضی شیخ
    मोहम्मद मुहम्मद सैयद मीर हाजी सरदार नवाब मलिक राजा राणा चौधरी शेख
    মোহাম্মদ মুহাম্মদ মো সৈয়দ হাজী শেখ
""")

# Small words that tie a name together.
PARTICLES = frozenset("bin ibn bint abu ul ur".split())
TIES = PARTICLES | frozenset("al el de da di von van der den la le".split())

# After a name these make another of it: the son, the stadium, the law.
JUNIOR = frozenset("jr junior sr senior ii iii iv".split())
# Languages that write every noun with a capital.
CAPITAL_NOUNS = frozenset(("de", "lb"))

# Before a role these make it another one's, or nobody's yet.
FORMER = _folded("""
    former ex then late deputy vice acting interim shadow next future incoming outgoing assistant
    पूर्व उप सहायक कार्यवाहक سابق نایب نگران معاون سابقہ সাবেক প্রাক্তন উপ
""")
AFTERWARDS = frozenset("elect designate".split())

# Capitals that are no part of a name: they begin sentences, say when, or of which nation.
ORDINARY = _folded("""
    a an the this that these those he she it they we you i his her its their our my who whom whose
    what when where why how which while as if is are was were be been has have had do does did can
    could will would shall should may might must and or but nor so yet for to of in on at by with
    from into onto over under after before since until till during about against among between
    through without within than then there here now today yesterday tomorrow tonight meanwhile
    however although though because unless also only even just still again once not no yes
    all any some many most more both each every other another such said says saying told tells asked
    according amid despite like unlike including earlier later last next first new old young late
    former ex acting interim outgoing incoming veteran senior junior top both sources via per vs
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    january february march april june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    afghan american arab argentine australian azerbaijani baloch bangladeshi belgian bengali
    bhutanese brazilian british burmese cambodian canadian chinese dutch egyptian emirati english
    european filipino finnish french german greek indian indonesian iranian iraqi irish israeli
    italian japanese jordanian kashmiri kazakh korean kurdish lebanese libyan malaysian maldivian
    mexican myanmar nepali nepalese nigerian norwegian omani pakistani palestinian pashtun persian
    polish portuguese punjabi qatari romanian russian saudi scottish sindhi somali spanish sri
    lankan sudanese swedish swiss syrian tajik thai tibetan tunisian turkish turkmen ukrainian
    uzbek venezuelan vietnamese welsh yemeni muslim hindu sikh christian jewish democrat democratic
    republican liberal labour labor conservative communist socialist islamist congress
    government administration cabinet regime era presidency campaign aide aides photo file image
    watch read video live update breaking exclusive opinion editorial analysis interview profile
""")

# Words that are surnames, and that a text means otherwise: only "Mrs May" is a name for sure.
ALSO_WORDS = frozenset("""
    may march april june august will mark bill grant rose hope frank art bush rice brown white black
    green gray grey young long short king bishop pope major cook baker smith hill stone wood woods
    field fields lake rivers bell day summer winter friday north south east west page price power
    strong best banks love joy good rich poor sharp swift fox wolf bird fish crane
""".split())  # fmt: skip

# Acronyms that capitals make of plain words: in a line of capitals nobody can tell them apart.
WORDS_IN_CAPITALS = frozenset("who it us raw aid is as pm an so no do in on at for the".split())

# Common names, for scripts that have no capitals, and for words that begin a sentence.
NAMES = _folded("""
    aamir abbas abdul abdullah abid abu adam adnan afzal ahmad ahmed aisha ajay akbar akhtar akram
    alan alex alexander ali alice amin amina amir amit amjad ana andrea andrew angela anil anita
    anna anne anthony antonio anwar arif arjun arshad arun asad asghar ashok ashraf asif asma aung
    ayesha ayub aziz babar barbara bashir ben benjamin bilal bilawal carlos catherine charles
    charlotte chris christopher claire daniel david deepak diana donald ebrahim edward elena
    elizabeth emily emma eric eva faisal faiz farah farhan farooq farrukh fatima fawad fazal
    fernando francis frank gabriel ganesh george ghulam giorgio gul habib hamid hamza hanif haroon
    hasan hassan hasina helen henry hina hossein humayun hussain hussein ibrahim iftikhar ijaz ikram
    imran imtiaz inayat indira iqbal irfan isaac ishaq ismail jack jacob jalal jamal james jamil
    jan jane javed javier jawad jean jennifer jessica joan joe john jorge jose joseph juan julia
    julian kabir kamal kamran karen karim kashif kate kevin khadija khalid khurram khurshid kim
    kiran kumar lal laura lawrence leo linda lisa louis lucia luis maria mariam mariana marie marta
    martin mary maryam masood matthew mehmood michael miguel mohan moin mona mubarak mujib mukesh
    munir murad musa mustafa nadeem nadia naeem nancy narendra nasir naseer nasreen naveed nawaz
    nazir nicholas nicola noor nur olga oliver omar osman pablo patricia paul pedro peter philip
    pierre pooja prakash priya qasim rachel rafael rafiq rahim rahman rahul raj rajesh rajiv ram
    ramesh rashid ravi raza rebecca rehman richard riaz rizwan robert roberto rohit roger rosa ruth
    saad sabir sadia sadiq saeed saif sajid saleem salim salman sam samina samuel sana sandra sanjay
    sara sarah sergei shabbir shafiq shah shahbaz shahid shahzad shakeel shakil shams shankar sharif
    shaukat shehbaz sher sheraz shoaib sikandar simon sofia sohail sonia stephen steven sultan sunil
    suresh susan taha tahir talal talib tariq teresa theresa thomas tim tom umar umer usman usha
    victor victoria vijay vikram vinod viktor vladimir wahab wajid waleed walter waqar waseem wasim
    william xavier yasin yasir yasmin yousaf youssef yusuf zafar zahid zaheer zahra zain zainab
    zakir zaki zara zeeshan zia zubair zulfiqar
    احمد علی حسن حسین عمران خان شریف نواز شہباز مریم بلاول بھٹو زرداری آصف خواجہ اسحاق اسحق ڈار
    چوہدری چودھری محمود حمید رشید فاروق اقبال اکرم اسلم انور عباس عباسی یوسف گیلانی پرویز مشرف
    طارق جاوید خالد سلیم ندیم نعیم وسیم کامران عرفان عثمان عمر بلال حمزہ فیصل کاشف ساجد ماجد
    رضا کریم رحمان رحیم رؤف قریشی ہاشمی بخاری نیازی بگٹی مینگل مگسی رئیسانی اچکزئی غلام فضل مصطفی
    مرتضی ابراہیم اسماعیل موسی عیسی جمال کمال جلال بشیر نذیر منیر ظہیر شاہ شاہد زاہد عابد حامد
    अहमद अली हसन हुसैन इमरान ख़ान खान शरीफ नवाज शहबाज मरियम बिलावल भुट्टो जरदारी आसिफ ख्वाजा कुमार सिंह
    शर्मा वर्मा गुप्ता मिश्रा पांडे यादव पटेल शाह मोदी गांधी राहुल सोनिया प्रियंका नरेंद्र अमित राजनाथ ललित
    नीरव अरविंद मनमोहन अटल राम लाल प्रसाद चंद्र देव देवी सुनील अनिल संजय विजय अजय राजेश सुरेश महेश
    महमूद अकबर अनवर अब्बास युसुफ परवेज तारिक खालिद सलीम बलूच बुगती
    আহমেদ আলী হাসান হোসেন খান রহমান ইসলাম উদ্দিন চৌধুরী হাসিনা খালেদা জিয়া মুজিব কামাল জামাল করিম রহিম
    মমতা ব্যানার্জি মোদী নরেন্দ্র কুমার দাস রায় সেন ঘোষ বসু
""")

# Words after which, in scripts without capitals, a bare surname begins something of its own.
BEFORE_SURNAMES = _folded("""
    कि और ने को में से पर का की के है हैं था थी थे हुए लेकिन जबकि वहीं एवं तथा या कहा बताया बाद
    کہ اور نے کو میں سے پر کا کی کے ہے ہیں تھا تھی تھے لیکن جبکہ مگر یا کہا بعد و که از به با در را
    او چې د ته په ۽ ته جو جي جا کي تي
    যে এবং ও কিন্তু আর বলেন পরে
""")

# Endings that Bengali, Marathi, Nepali and Gujarati write onto a name.
ENDINGS = {
    "\u0980": ("র", "এর", "ের", "কে", "য়", "য়ের", "রা", "দের", "ও", "ই", "টি", "তে", "েরও"),
    "\u0900": ("ले", "लाई", "को", "का", "की", "के", "ने", "ला", "चा", "ची", "चे", "च्या", "ना",
               "नी", "ंना", "ंनी", "ंच्या"),
    "\u0a80": ("એ", "ની", "નો", "નું", "ના", "ને", "માં"),
}  # fmt: skip
