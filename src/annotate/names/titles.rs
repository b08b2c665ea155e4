//! Titles, offices, ranks and relations, and the words that go with them.

use super::lexicon::Senses;

/// Words with their senses, lower case.
pub(super) const TABLES: &[(&str, Senses)] = &[
    (
        "mr messrs sir lord mister shri shriman thiru alhaji mallam malam monsieur herr signor \
         datuk maulana pandit",
        Senses::ADDRESS.with(Senses::OF_MEN),
    ),
    (
        "mrs ms miss mme lady dame madam madame smt shrimati sushri hajia hajiya alhaja frau \
         signora sis sheikha shaikha",
        Senses::ADDRESS.with(Senses::OF_WOMEN),
    ),
    (
        "dr prof professor doctor rev reverend hon honorable honourable hon'ble comrade eng engr \
         barr adv",
        Senses::ADDRESS,
    ),
    // Civil and noble styles: "His Excellency".
    ("excellency highness majesty holiness eminence worship", Senses::OFFICE),
    (
        "shaikh viscount earl marquess marquis maharaja monsignor headmaster headman barman \
         bridegroom",
        Senses::OFFICE.with(Senses::OF_MEN),
    ),
    (
        "viscountess marchioness maharani abbess prioress headmistress barmaid midwife bride \
         alderwoman",
        Senses::OFFICE.with(Senses::OF_WOMEN),
    ),
    // Military and police: ranks, then abbreviations of the presses of India and Africa.
    (
        "commandant coxswain boatswain midshipman bombardier subedar havildar gunner \
         csp dsp ssp asp dcp acp igp dgp dpo ppro",
        Senses::OFFICE,
    ),
    // Judicial and clerical.
    (
        "coroner registrar kadi qadi procurator bailiff canon archdeacon deacon abbot msgr curate \
         mullah mawlawi prebendary",
        Senses::OFFICE,
    ),
    // Academic and civil, and members of parliaments by their letters.
    (
        "vice-chancellor bursar headteacher librarian curator archivist clerk trainer referee \
         umpire skipper deckhand warden caretaker shopkeeper convenor convener sarpanch collector \
         taoiseach tánaiste cllr cs ps mca mla mlc msp td mps mcas mlas meps msps tds",
        Senses::OFFICE,
    ),
    (
        "king prince duke baron count emperor sultan sheikh sheik pope archbishop bishop cardinal \
         friar emir caliph spokesman chairman congressman businessman councilman alderman \
         assemblyman anchorman statesman policeman fireman salesman sportsman cameraman \
         frontman actor waiter steward father brother landlord",
        Senses::OFFICE.with(Senses::OF_MEN),
    ),
    (
        "queen princess duchess baroness countess empress spokeswoman chairwoman congresswoman \
         businesswoman councilwoman assemblywoman anchorwoman stateswoman policewoman \
         sportswoman actress waitress stewardess nun sister heiress landlady hostess",
        Senses::OFFICE.with(Senses::OF_WOMEN),
    ),
    (
        "president presidents vice-president premier chancellor minister ministers secretary \
         governor governors mayor senator senators sen sens representative rep reps gov pres \
         congressmember ambassador envoy consul commissioner director directors chair chairperson \
         chairmen chief head leader leaders boss ceo cfo coo cto founder co-founder cofounder \
         owner co-owner publisher editor editor-in-chief columnist commentator anchor host \
         co-host reporter correspondent journalist blogger writer author novelist poet playwright \
         historian scientist economist analyst strategist pollster adviser advisor aide assistant \
         counsel counselor lawyer attorney attorneys solicitor barrister prosecutor judge justice \
         magistrate sheriff marshal constable inspector superintendent detective officer \
         official spokesperson surrogate candidate nominee hopeful contender frontrunner \
         front-runner challenger incumbent delegate lawmaker legislator congressperson mp mep \
         member committeeman speaker supervisor whip activist organizer organiser campaigner advocate dissident \
         dictator ruler general gen colonel col major maj captain capt lieutenant lt \
         sergeant sgt corporal cpl private pvt admiral adm commander cmdr commodore brigadier \
         marshal field-marshal commander-in-chief veteran pilot astronaut trooper deputy \
         physician surgeon nurse psychiatrist psychologist teacher lecturer researcher scholar \
         academic expert fellow dean rector provost principal student executive manager \
         coordinator co-ordinator administrator treasurer trustee partner investor banker broker \
         trader entrepreneur tycoon billionaire millionaire mogul developer engineer architect \
         designer artist painter sculptor photographer filmmaker producer director singer \
         songwriter musician rapper drummer guitarist composer conductor comedian star model \
         pastor rabbi imam ayatollah mufti patriarch priest minister chaplain vicar coach \
         captain player striker midfielder defender goalkeeper quarterback pitcher athlete \
         cyclist driver golfer boxer swimmer runner farmer fisherman resident neighbor neighbour \
         witness victim suspect defendant plaintiff survivor bystander hacker whistleblower \
         negotiator mediator diplomat counterpart colleague predecessor successor rival \
         spokespeople chairs co-chair co-chairman moderator regulator watchdog undersecretary \
         under-secretary comptroller auditor ombudsman politician statistician meteorologist \
         biologist chemist physicist epidemiologist virologist archaeologist geologist \
         professor critic supporter donor ally operative consultant lobbyist councillor councilor winger footballer",
        Senses::OFFICE,
    ),
    (
        "wife mother daughter widow grandmother aunt niece girlfriend fiancee stepmother \
         granddaughter half-sister stepdaughter",
        Senses::RELATION.with(Senses::OF_WOMEN),
    ),
    (
        "husband son widower grandfather uncle nephew boyfriend stepfather grandson \
         half-brother stepson",
        Senses::RELATION.with(Senses::OF_MEN),
    ),
    ("father brother sister", Senses::RELATION),
    ("friend cousin partner spouse sibling twin parent roommate", Senses::RELATION),
    (
        "prime vice deputy assistant associate senior junior acting interim former ex retired \
         late then then-president incoming outgoing first second chief managing executive general \
         lead principal special national federal state regional local foreign defense defence \
         finance interior home health education justice labor labour energy environment trade \
         transport transportation culture agriculture economy economic industry tourism housing \
         treasury budget communications information press media public political policy military \
         security intelligence police army navy campaign presidential vice-presidential \
         congressional gubernatorial senatorial parliamentary opposition party attorney solicitor \
         inspector surgeon secretary lieutenant major brigadier rear staff sergeant master field \
         air adjunct emeritus honorary royal crown grand supreme district appeals court \
         city town county tax science technology research sports news political business legal \
         financial medical marketing creative operating digital data top longtime long-time \
         veteran popular prominent fellow onetime one-time self-styled rebel exiled human rights \
         running mate majority minority house senate majority floor budget running climate nuclear \
         aid relief union labour trade club team band football soccer baseball basketball \
         hockey tennis rugby cricket world real estate property oil gas media tv television radio \
         documentary film movie rock pop hip-hop conservative liberal progressive centrist \
         far-right far-left right-wing left-wing independent billionaire social transition",
        Senses::OF_OFFICE,
    ),
    (
        "state defense defence treasury interior commerce labor labour agriculture education \
         energy homeland foreign justice transportation health war finance staff intelligence police \
         operations research representatives",
        Senses::PORTFOLIO,
    ),
    (
        "revenue disaster management water rural urban development affairs welfare railway railways \
         highways shipping fisheries livestock sanitation irrigation aviation minerals planning \
         gender heritage relations electricity",
        Senses::PORTFOLIO,
    ),
    (
        "mr mrs ms mme messrs smt eng engr barr adv cllr cdr dr prof rev hon st sen sens rep reps gov pres gen col maj capt lt \
         sgt cpl pvt adm cmdr jr sr inc corp co ltd bros ft mt no dept univ assn amb insp supt \
         sec brig",
        Senses::ABBREVIATED,
    ),
];

/// Offices that are common surnames as well: "Mr. King" is no title alone.
const SURNAMES_TOO: &[&str] = &[
    "king", "prince", "pope", "bishop", "cardinal", "marshal", "dean", "baron", "duke", "priest",
    "abbot", "farmer", "driver",
];

/// Whether an office in lower case is a common surname as well: "King".
pub(super) fn is_surname_too(lower: &str) -> bool {
    SURNAMES_TOO.contains(&lower)
}
