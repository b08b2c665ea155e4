//! Words that are capitalised without being anybody's name.

use super::lexicon::Senses;

/// Words with their senses, lower case.
pub(super) const TABLES: &[(&str, Senses)] = &[
    (
        "a about above according across actually additionally after afterward afterwards again \
         against ago all almost along already also although altogether always am amid among \
         amongst an and another any anybody anyone anything anyway apart apparently are around as \
         aside asked at away back based because become been before behind being below besides \
         best better between beyond big both briefly but by can cannot certainly clearly come \
         consider could curiously currently despite did do does doing done don't down due during \
         each earlier either else elsewhere enough equally especially essentially even eventually \
         ever every everybody everyone everything everywhere exactly except few fewer finally \
         first firstly following for former formerly fortunately four from further furthermore \
         generally get give given go going good got had half happy hardly has have having he hence her \
         here hers herself him himself his historically honestly hopefully how however i i'm if \
         immediately in incidentally including increasingly indeed initially inside instead \
         interestingly into ironically is isn't it its itself just knowing last lastly late lately \
         later latest least less let let's like likely likewise little long look look many maybe \
         me meanwhile might mine more moreover most mostly much must my myself naturally near \
         nearly neither never nevertheless new newly next nine no nobody none nonetheless nor not \
         nothing notably now obviously of off often oh ok okay on once one ones only onto or \
         originally other others otherwise ought our ours ourselves out outside over overall \
         particularly perhaps please plus possibly presumably previously prior privately probably \
         publicly put quite rather really recently regarding regardless remember reportedly \
         right same second secondly see seemingly seven several shall she should similarly simply \
         since six so some somebody somehow someone something sometimes somewhere soon speaking \
         specifically still such suddenly surely ten than thank thanks that that's the their \
         theirs them themselves then there there's thereafter therefore these they third this \
         those though three through throughout thus till to today together tomorrow tonight too \
         toward towards traditionally true trust two ultimately under underneath undoubtedly \
         unfortunately unless unlike until up upon us using usually versus very via was we well \
         were what whatever when whenever where whereas wherever whether which whichever while \
         who whoever whole whom whose why will with within without worse would wow yeah yes \
         yesterday yet tv ok dna gdp hiv aids usb pdf faq q&a lgbt lgbtq covid covid-19 \
         c.e.o o.k ph.d m.d a.m p.m ceos super hey hi hello update updates note breaking exclusive related photos \
         correction analysis opinion read question answer sorry benches god gods lord internet web you your yours yourself yourselves won't can't didn't doesn't isn't wasn't",
        Senses::ORDINARY,
    ),
    (
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs \
         fri sat sun january february march april may june july august september october november \
         december jan feb mar apr jun jul aug sep sept oct nov dec christmas easter ramadan \
         thanksgiving halloween hanukkah passover lent eid diwali nowruz spring autumn summer \
         winter bc ad am pm gmt est edt et pt utc",
        Senses::CALENDAR,
    ),
    (
        "afghan afghans african africans albanian albanians algerian algerians american americans \
         arab arabs arabic argentine argentinian armenian armenians asian asians australian \
         australians austrian austrians azerbaijani azeri bahraini balkan bangladeshi basque \
         bavarian belarusian belgian belgians bolivian bosnian bosnians brazilian brazilians \
         british briton britons bulgarian bulgarians burmese cambodian cameroonian canadian \
         canadians caribbean catalan catalans chechen chilean chinese colombian colombians \
         congolese corsican croat croatian croats cuban cubans cypriot cypriots czech czechs \
         danish dane danes dutch dutchman ecuadorian egyptian egyptians emirati english \
         englishman eritrean estonian estonians ethiopian ethiopians european europeans filipino \
         filipinos finn finnish finns french frenchman frenchwoman georgian georgians german \
         germans ghanaian greek greeks guatemalan haitian haitians honduran hungarian hungarians \
         icelandic indian indians indonesian indonesians iranian iranians iraqi iraqis irish \
         irishman israeli israelis italian italians jamaican japanese jordanian kazakh kenyan \
         kenyans korean koreans kosovar kurd kurdish kurds kuwaiti kyrgyz lao latin latvian \
         latvians lebanese liberian libyan libyans lithuanian lithuanians macedonian malaysian \
         maltese mexican mexicans moldovan mongolian montenegrin moroccan mozambican namibian \
         nepalese nepali nicaraguan nigerian nigerians nordic norwegian norwegians omani ottoman \
         pakistani pakistanis palestinian palestinians panamanian paraguayan persian peruvian \
         pole poles polish portuguese qatari romanian romanians russian russians rwandan saudi \
         saudis scandinavian scot scots scottish senegalese serb serbian serbs sicilian \
         singaporean slovak slovakian slovaks slovene slovenian somali somalis soviet spaniard \
         spaniards spanish sudanese swede swedes swedish swiss syrian syrians taiwanese tajik \
         tanzanian thai thais tibetan tibetans tunisian tunisians turk turkish turkmen turks \
         ugandan ukrainian ukrainians uruguayan uyghur uyghurs uzbek venezuelan venezuelans \
         vietnamese welsh welshman western westerner westerners yemeni yemenis zambian \
         zimbabwean texan texans californian floridian hawaiian parisian londoner londoners \
         berliner scottish hispanic hispanics latino latinos latina latinas caucasian \
         african-american african-americans afro-american mexican-american asian-american \
         native-american anglo-american turkish-syrian syrian-turkish u.s.-led us-led \
         christian christians muslim muslims jew jews jewish catholic catholics protestant \
         protestants evangelical evangelicals orthodox hindu hindus sikh sikhs buddhist buddhists \
         islam islamic islamist islamists islamism christianity judaism hinduism buddhism sunni \
         sunnis shia shiite shiites shi'ite mormon mormons methodist baptist baptists anglican \
         lutheran salafi salafist alawite alawites druze yazidi yazidis zionist zionism amish \
         quaker quakers satanic pagan \
         democrat democrats democratic republican republicans conservative conservatives liberal \
         liberals labour tory tories socialist socialists communist communists libertarian \
         libertarians nazi nazis marxist marxists maoist leninist fascist fascists whig whigs \
         kemalist baathist trotskyist social-democrat social-democrats separatist separatists",
        Senses::PEOPLE,
    ),
    (
        "de del della dei di da dos das do du la le las los van von der den ter ten bin ibn bint \
         ben abu al el y e zu af av",
        Senses::PARTICLE,
    ),
    ("jr sr ii iii iv phd md esq", Senses::SUFFIX),
    (
        "said says say told tells tell added adds announced announces argued argues asked asks \
         asserted believes believed called claimed claims commented concluded conceded confirmed \
         confirms contended continued countered criticized criticised declared declined denied \
         denies described echoed emphasized emphasised explained explains insisted insists joked \
         lamented maintained mentioned noted notes observed pledged pointed predicted promised \
         proposed quipped recalled recounted reiterated remarked repeated replied responded \
         retorted revealed shouted stated states stressed suggested suggests testified thinks \
         thought tweeted urged urges vowed wanted wants warned warns wondered writes wrote \
         acknowledged admitted accused agreed complained demanded boasted cautioned underscored \
         underlined",
        Senses::SAYS,
    ),
];
