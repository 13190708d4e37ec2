//! Words that tell what a text is: given names, cities, countries. Folded, of the countries our users write with.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set of words, made from its text once.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// Says whether a folded word is a usual given name.
pub(super) fn is_given(word: &str) -> bool {
    static GIVEN: Words = LazyLock::new(|| GIVEN_NAMES.split_whitespace().collect());
    GIVEN.contains(word) || word.split_once('-').is_some_and(|(first, _)| GIVEN.contains(first))
}

/// Says whether a folded given name is as usual as a family name.
pub(super) fn is_both(word: &str) -> bool {
    BOTH.split_whitespace().any(|b| b == word)
}

/// Says whether a folded word has the ending of a family name.
pub(super) fn is_family(word: &str) -> bool {
    let endings = [
        "escu", "eanu", "ianu", "oiu", "ache", "enco", "enko", "ovici", "mann", "sson", "owski", "ewski",
        "inski", "aru", "schi", "huber", "bauer", "hofer", "berger", "meier", "meyer", "mayer",
    ];
    let known = [
        "popa",
        "pop",
        "popovici",
        "rusu",
        "lupu",
        "ciobanu",
        "moldovan",
        "muresan",
        "rotaru",
        "muller",
        "mueller",
        "schmidt",
        "schneider",
        "fischer",
        "weber",
        "wagner",
        "becker",
        "schulz",
        "hoffmann",
        "koch",
        "smith",
        "jones",
        "brown",
        "nagy",
        "kovacs",
        "toth",
        "szabo",
        "nemeth",
        "balog",
        "crisan",
        "suciu",
        "oprea",
        "dobre",
    ];
    endings.iter().any(|e| word.ends_with(e) && word.len() > e.len() + 1) || known.contains(&word)
}

/// Says whether a folded text is the name of a city.
pub(super) fn is_city(text: &str) -> bool {
    static ALL: Words = LazyLock::new(|| CITIES.lines().flat_map(|l| l.split(',')).map(str::trim).collect());
    !text.is_empty() && ALL.contains(text)
}

/// Says whether a folded text is the name of a country.
pub(super) fn is_country(text: &str) -> bool {
    let countries = [
        "romania",
        "deutschland",
        "germany",
        "germania",
        "osterreich",
        "austria",
        "schweiz",
        "switzerland",
        "suisse",
        "elvetia",
        "ungarn",
        "hungary",
        "ungaria",
        "magyarorszag",
        "polen",
        "poland",
        "polonia",
        "polska",
        "italia",
        "italy",
        "italien",
        "franta",
        "france",
        "frankreich",
        "bulgaria",
        "bulgarien",
        "moldova",
        "republica moldova",
        "rep. moldova",
        "united kingdom",
        "uk",
        "great britain",
        "england",
        "scotland",
        "ireland",
        "usa",
        "u.s.a.",
        "united states",
        "netherlands",
        "the netherlands",
        "niederlande",
        "nederland",
        "olanda",
        "belgium",
        "belgien",
        "belgia",
        "spain",
        "spanien",
        "spania",
        "espana",
        "czech republic",
        "cehia",
        "tschechien",
        "slovakia",
        "slovacia",
        "slowakei",
        "serbia",
        "croatia",
        "kroatien",
        "slovenia",
        "slowenien",
        "greece",
        "grecia",
        "turkey",
        "turcia",
        "turkei",
        "ukraine",
        "ucraina",
        "luxembourg",
        "luxemburg",
        "liechtenstein",
        "denmark",
        "sweden",
        "norway",
        "finland",
        "canada",
        "liban",
        "israel",
        "china",
    ];
    countries.contains(&text)
}

const GIVEN_NAMES: &str = "
adela adelina adina adrian adriana agnes alex alexander alexandra alexandru alex alin alina ana ana-maria anamaria anca
andra andrada andre andrea andreas andreea andrei andrew anett anette angela angelica anita anja anna anne annette
anton antonia aurel aurelia axel barbara beata beate ben benjamin bernd bernhard bettina bianca birgit bjorn bogdan
brigitte calin camelia carla carmen carolin carsten catalin catalina catherine cezar charlotte chris christian
christiane christina christine christoph christopher ciprian clara claudia claudiu clemens codrin codruta constantin
constanta corina cornel cornelia cosmin costin cristi cristian cristina cristiana dan dana daniel daniela danut daria
david delia denisa denis detlef dennis diana dieter dietmar dirk doina dominik doris dorin dorina dorothea dragos
dumitru ecaterina edith eduard elena elisabeth elisabeta elke ella emil emilia emma eric erich erik erika ernst eugen
eugenia eva evelyn fabian felix florentina florian florica florin florina frank franz franziska friedrich gabi gabriel
gabriela gabor george georg georgeta georgiana gerd gerhard gheorghe gina gisela grace grigore guido gunter gunther
hanna hannah hannes hans harald heike heiko heinrich heinz helga helmut henning henry herbert hermann holger horatiu
horia horst ian iacob ilie ileana ilinca ilona ines ingo ingrid ioan ioana ion ionel ionela ionut irina iris isabel
isabella istvan iulia iulian iuliana jack jacob jakob james jan jana jane janos jan jennifer jens jessica joachim
joanna jochen johann johanna johannes john jonas jorg jorge jose josef joseph juergen julia julian juliane jurgen jutta
kai karin karl karin karsten katarzyna kate katharina kathrin katja katrin kerstin kevin kirsten klaus konrad krzysztof
kurt larisa lars laszlo laura laurentiu lavinia leon leonard lena lidia liliana lisa liviu liviu livia loredana lorena
lucia lucian luca luciana luis luisa lukas luminita madalina magda magdalena maike manfred manuel manuela marc marcel
marco marcus margit margareta maria mariana marian marie marilena marina marion marius mark markus marlene marta martha
martin martina mary mateusz matei matthew matthias matthias max maximilian melanie melania michael michaela michal
mihaela mihai mihail mihnea mircea mirela miriam mirko moritz monica monika nadia nadine narcis natalia nelu nicola
nicolae nicoleta nicole nicolas nicusor nikolaus niklas nils nina norbert octavian oana olaf oliver olga olimpia otilia
otto ovidiu patricia patrick patrik paul paula paulina peter petra petre petru petrica philipp philip pierre piotr rado
radu rainer raluca ralf ralph ramona rares rachel rebecca reinhard renate richard rita robert robin rodica roland rolf
roman romeo roxana roxana rudolf ruxandra sabin sabina sabine sam samuel sanda sandra sandor sandu sarah sara sebastian
serban sergiu sibylle sigrid silke silvia silviu simon simona sofia sonja sophia sophie sorin sorina stefan stefania
stefanie stephan stephanie steffen steven sven susan susanne svetlana tamara tanja teodor teodora teodor thomas theodor
thorsten thorben tiberiu tim timo tobias tom torsten traian tudor udo ulrich ulrike ursula ute uwe valentin valentina
valeria valeriu vanessa vasile vasilica vera verena veronica veronika victor victoria viktor viorel viorica viorel
virgil virginia vlad vladimir volker walter werner wilhelm william willi wolfgang wolf xenia yvonne zoltan zsolt zsuzsa
attila balazs bela csaba erzsebet eszter ferenc gyorgy ildiko imre jozsef judit kinga laszlo levente orsolya tibor
emily oliver harry olivia amelia jessica lucy megan alice edward elizabeth helen karen linda nancy sandra brian kevin
jason jeffrey gary ryan eric stephen larry scott justin brandon tyler aaron nathan douglas zachary kyle ethan priya
agnieszka malgorzata tomasz pawel marek andrzej giulia giuseppe luigi francesca chiara marco paolo sylvie isabelle
jean luc philippe michel nathalie";

const BOTH: &str = "radu marin stan dan ilie toma vasile constantin walter werner hermann ernst friedrich otto gunther
paul simon thomas martin james lewis scott david daniel matei tudor manea ion petre dumitru nicolae gheorghe grigore
stefan roman adam albert arnold franz frank georg hartmann heinrich jakob konrad ludwig lorenz peter richard robert
sebastian vincent wilhelm wolf joseph harry henry george alexander alexandru anton mihai moritz philipp leonard oliver
philip douglas victor costin florea sandu horia serban bogdan dragos iacob aurel berger neacsu petru virgil";

const CITIES: &str = "bucuresti, bucharest, bukarest, cluj-napoca, cluj napoca, cluj, timisoara, iasi, constanta, craiova, brasov, galati
ploiesti, oradea, braila, arad, pitesti, sibiu, bacau, targu mures, targu-mures, tirgu mures, baia mare, buzau, botosani
satu mare, ramnicu valcea, rm. valcea, rm valcea, drobeta-turnu severin, drobeta turnu severin, suceava, piatra neamt
piatra-neamt, targu jiu, targoviste, focsani, bistrita, tulcea, resita, slatina, calarasi, alba iulia, giurgiu, deva
hunedoara, zalau, sfantu gheorghe, barlad, vaslui, roman, turda, medias, slobozia, alexandria, voluntari, lugoj
medgidia, onesti, miercurea ciuc, fagaras, sighisoara, mangalia, campina, navodari, otopeni, floresti, popesti-leordeni
pantelimon, bragadiru, chiajna, mogosoaia, buftea, selimbar, ghimbav, codlea, sacele, predeal, sinaia, reghin, dej, gherla
chisinau, balti, kronstadt, hermannstadt, klausenburg
berlin, hamburg, munchen, munich, koln, cologne, frankfurt, frankfurt am main, stuttgart, dusseldorf, leipzig, dortmund
essen, bremen, dresden, hannover, nurnberg, nuremberg, duisburg, bochum, wuppertal, bielefeld, bonn, munster, mannheim
karlsruhe, augsburg, wiesbaden, monchengladbach, gelsenkirchen, aachen, braunschweig, chemnitz, kiel, halle, magdeburg
freiburg, krefeld, mainz, lubeck, erfurt, rostock, kassel, potsdam, saarbrucken, ludwigshafen, oldenburg, osnabruck
heidelberg, darmstadt, regensburg, ingolstadt, wurzburg, ulm, heilbronn, pforzheim, wolfsburg, gottingen, reutlingen
koblenz, erlangen, furth, siegen, jena, trier, passau, landshut, konstanz, bamberg, bayreuth, rosenheim, kempten
wien, vienna, viena, graz, linz, salzburg, innsbruck, klagenfurt, wels, zurich, basel, bern, genf, geneva, luzern
st. gallen, london, manchester, birmingham, leeds, bristol, edinburgh, glasgow, dublin, cambridge, oxford, paris, lyon
marseille, milano, milan, mailand, roma, rome, torino, madrid, barcelona, lisboa, amsterdam, rotterdam, brussels
bruxelles, antwerpen, budapest, budapesta, debrecen, szeged, pecs, gyor, miskolc, warszawa, warsaw, varsovia, krakow
wroclaw, poznan, gdansk, lodz, sofia, plovdiv, varna, ruse, praha, prague, prag, brno, bratislava, ljubljana, zagreb
beograd, belgrade, athens, istanbul, kyiv, new york, chicago, boston, san francisco, los angeles, copenhagen, stockholm";
