#include "intake/generate_places.h"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::string_view kFirstEn =
    "James|Olivia|Noah|Emma|Liam|Charlotte|Ethan|Amelia|Mason|Sophia|Lucas|Harper|Henry|"
    "Grace|Owen|Chloe|Jack|Ruby|Daniel|Hannah|Samuel|Zoe|Caleb|Nora|Aisha|Marcus|Priya|"
    "Wei|Diego|Leah";
constexpr std::string_view kLastEn =
    "Walker|Bennett|Hughes|Carter|Mitchell|Foster|Reed|Sullivan|Brooks|Hayes|Murphy|"
    "Coleman|Ward|Price|Bailey|Russell|Griffin|Palmer|Hunt|Shaw|O'Connor|Chapman|Lawson|"
    "Nguyen|Patel|Garcia|Okafor|Kim|Whitfield|Langley";
constexpr std::string_view kFirstDe =
    "Lukas|Anna|Felix|Lena|Jonas|Marie|Paul|Sophie|Maximilian|Katharina|Tobias|Johanna|"
    "Sebastian|Julia|Moritz|Greta|Jürgen|Käthe|Stefan|Heike";
constexpr std::string_view kLastDe =
    "Müller|Schmidt|Schneider|Fischer|Weber|Hoffmann|Schäfer|Koch|Bauer|Richter|Klein|"
    "Wolf|Schröder|Neumann|Schwarz|Zimmermann|Krüger|Hartmann|Lange|Vogel";
constexpr std::string_view kFirstFr =
    "Camille|Louis|Chloé|Hugo|Manon|Gabriel|Léa|Jules|Inès|Arthur|Zoé|Raphaël|"
    "Amélie|Théo|Élodie|Benoît|Margaux|Antoine|Noémie|Étienne";
constexpr std::string_view kLastFr =
    "Martin|Bernard|Dubois|Laurent|Lefèvre|Moreau|Girard|Roux|Fontaine|Chevalier|Mercier|"
    "Blanchard|Guérin|Faure|Rousseau|Perrin|Renaud|Marchand|Besson|Lemaître";
constexpr std::string_view kFirstNl =
    "Daan|Sanne|Bram|Lotte|Thijs|Femke|Ruben|Anouk|Joris|Maaike|Sven|Eline|Wouter|Nienke|"
    "Pieter|Marijke";
constexpr std::string_view kLastNl =
    "de Jong|Jansen|van Dijk|Bakker|Visser|Smit|Meijer|Mulder|Bos|Vos|Peters|Hendriks|"
    "van Leeuwen|Dekker|Brouwer|Dijkstra";
constexpr std::string_view kFirstEs =
    "Lucía|Hugo|Martina|Mateo|Sofía|Pablo|Valeria|Álvaro|Carmen|Javier|Elena|Andrés|"
    "Ximena|Diego|Renata|Emiliano";
constexpr std::string_view kLastEs =
    "García|Fernández|López|Martínez|Sánchez|Pérez|Gómez|Romero|Navarro|Torres|"
    "Domínguez|Vázquez|Ramos|Gil|Serrano|Castillo";
constexpr std::string_view kFirstPt =
    "João|Beatriz|Tiago|Mariana|Rafael|Inês|Gonçalo|Camila|Pedro|Larissa|Thiago|"
    "Ana|Bruno|Juliana|Rodrigo|Letícia";
constexpr std::string_view kLastPt =
    "Silva|Santos|Ferreira|Pereira|Oliveira|Costa|Rodrigues|Martins|Souza|Fernandes|"
    "Gonçalves|Gomes|Lopes|Marques|Almeida|Ribeiro";
constexpr std::string_view kFirstIt =
    "Leonardo|Giulia|Francesco|Aurora|Alessandro|Sofia|Lorenzo|Martina|Matteo|Chiara|"
    "Andrea|Elisa|Niccolò|Federica";
constexpr std::string_view kLastIt =
    "Rossi|Russo|Ferrari|Esposito|Bianchi|Romano|Colombo|Ricci|Marino|Greco|Bruno|Gallo|"
    "Conti|De Luca|Mancini|Rizzo";
constexpr std::string_view kFirstNo =
    "Erik|Astrid|Lars|Ingrid|Nils|Freja|Anders|Maja|Søren|Linnea|Mikko|Aino|Håkon|"
    "Sigrid|Jón|Elsa";
constexpr std::string_view kLastNo =
    "Hansen|Johansson|Nielsen|Andersson|Larsen|Berg|Lindqvist|Korhonen|Virtanen|Olsen|"
    "Pedersen|Dahl|Nyström|Mäkinen|Sørensen|Haugen";
constexpr std::string_view kFirstPl =
    "Jakub|Zuzanna|Kacper|Maja|Szymon|Łucja|Michał|Agnieszka|Tomasz|Katarzyna|Paweł|"
    "Małgorzata";
constexpr std::string_view kLastPl =
    "Nowak|Kowalski|Wiśniewski|Wójcik|Kamiński|Lewandowski|Zieliński|Szymański|"
    "Dąbrowski|Mazur|Kaczmarek|Grabowski";
constexpr std::string_view kFirstIn =
    "Aarav|Ananya|Vivaan|Diya|Rohan|Kavya|Arjun|Meera|Sanjay|Priya|Vikram|Neha|Rahul|"
    "Lakshmi|Karthik|Pooja";
constexpr std::string_view kLastIn =
    "Sharma|Patel|Iyer|Reddy|Gupta|Nair|Mehta|Rao|Desai|Singh|Banerjee|Kulkarni|Chatterjee|"
    "Menon|Joshi|Verma";
constexpr std::string_view kFirstJp =
    "Haruto|Yui|Sota|Aoi|Yuto|Hina|Kenji|Sakura|Takumi|Emi|Daiki|Naoko|Hiroshi|Yoko";
constexpr std::string_view kLastJp =
    "Sato|Suzuki|Takahashi|Tanaka|Watanabe|Ito|Yamamoto|Nakamura|Kobayashi|Kato|Yoshida|"
    "Yamada|Mori|Fujita";
constexpr std::string_view kFirstAr =
    "Omar|Fatima|Khalid|Layla|Yusuf|Mariam|Hassan|Noor|Tariq|Salma|Rashid|Huda";
constexpr std::string_view kLastAr =
    "Al Mansoori|Haddad|Khan|Al Farsi|Rahman|Al Hashimi|Nasser|Saleh|Al Suwaidi|Iqbal|"
    "Darwish|Qureshi";
constexpr std::string_view kFirstZa =
    "Thabo|Lerato|Pieter|Naledi|Sipho|Zanele|Johan|Nomsa|Kagiso|Anika|Bongani|Ayanda";
constexpr std::string_view kLastZa =
    "Nkosi|van der Merwe|Dlamini|Botha|Mokoena|Naidoo|Khumalo|Pillay|Venter|Molefe|"
    "Jacobs|Ndlovu";
constexpr std::string_view kFirstSg =
    "Wei Ming|Li Ting|Jun Jie|Hui Min|Arif|Nurul|Kumar|Shanti|Kai Xuan|Xin Yi|Darren|"
    "Rachel";
constexpr std::string_view kLastSg = "Tan|Lim|Lee|Ng|Wong|Goh|Chua|Ong|Koh|Teo|Rahim|Pillai";

constexpr GeneratedCountry kCountries[] = {
    {"United States", "US", "USA|U.S.|Untied States|united states of america|Amerika", ".com",
     "Inc|LLC|Corp", "+1-@-N4#-####", "+1-@-N6#-####", "(@) N6#-####", kFirstEn, kLastEn,
     "California;San Francisco;94105;Mission St;415|Texas;Austin;78701;Congress Ave;"
     "512|New York;New York;10018;W 38th St;212|Illinois;Chicago;60606;S Wacker Dr;312|"
     "Massachusetts;Boston;02110;Federal St;617|Washington;Seattle;98101;Pike St;206|"
     "Colorado;Denver;80202;Larimer St;303|Georgia;Atlanta;30303;Peachtree St;404|Florida;"
     "Miami;33131;Brickell Ave;305|Ohio;Columbus;43215;N High St;614|Arizona;Phoenix;"
     "85004;N Central Ave;602|North Carolina;Charlotte;28202;S Tryon St;704|Minnesota;"
     "Minneapolis;55402;Nicollet Mall;612|Pennsylvania;Philadelphia;19103;Market St;"
     "215|Michigan;Detroit;48226;Woodward Ave;313|Tennessee;Nashville;37203;Demonbreun "
     "St;615",
     30},
    {"Canada", "CA", "Canda|CANADA|canada ", ".ca", "Inc|Ltd", "+1-416-N4#-####", "+1-604-N4#-####",
     "(604) N4#-####", kFirstEn, kLastEn,
     "Ontario;Toronto;M5H 2N2;Bay St|British Columbia;Vancouver;V6B 1A1;W Pender St|"
     "Quebec;Montreal;H3B 2Y5;Rue Sainte-Catherine O|Alberta;Calgary;T2P 3M9;7 Ave SW",
     6},
    {"United Kingdom", "GB", "UK|U.K.|England|Grate Britain|united kindom", ".co.uk", "Ltd|plc",
     "+44 20 7### ####", "+44 7400 ######", "07400 ######", kFirstEn, kLastEn,
     "England;London;EC2A 4NE;Curtain Road|England;Manchester;M2 5DB;Deansgate|Scotland;"
     "Edinburgh;EH2 4RG;George Street|England;Bristol;BS1 6EA;Redcliff Street|Wales;"
     "Cardiff;CF10 1EP;Queen Street",
     10},
    {"Ireland", "IE", "Eire|ireland|Irland", ".ie", "Ltd|DAC", "+353 1 6## ####",
     "+353 87 ### ####", "087 ### ####", kFirstEn, kLastEn,
     "Leinster;Dublin;D02 X285;Harcourt Street|Munster;Cork;T12 W8RC;South Mall", 3},
    {"Germany", "DE", "Deutschland|germany|Gemany|GERMANY|D", ".de", "GmbH|AG|GmbH & Co. KG",
     "+49 30 2#######", "+49 151 ########", "0151 ########", kFirstDe, kLastDe,
     "Berlin;Berlin;10117;Friedrichstraße|Bavaria;Munich;80331;Sendlinger Straße|Hamburg;"
     "Hamburg;20095;Mönckebergstraße|Hesse;Frankfurt am Main;60311;Kaiserstraße|North "
     "Rhine-Westphalia;Cologne;50667;Hohe Straße|Baden-Württemberg;Stuttgart;70173;"
     "Königstraße",
     9},
    {"Austria", "AT", "Österreich|Oesterreich|austria", ".at", "GmbH|AG", "+43 1 5######",
     "+43 664 #######", "0664 #######", kFirstDe, kLastDe,
     "Vienna;Vienna;1010;Kärntner Straße|Styria;Graz;8010;Herrengasse", 2},
    {"Switzerland", "CH", "Schweiz|Suisse|switzerland|Swizerland", ".ch", "AG|SA",
     "+41 44 6## ## ##", "+41 79 ### ## ##", "079 ### ## ##", kFirstDe, kLastDe,
     "Zurich;Zurich;8001;Bahnhofstrasse|Geneva;Geneva;1204;Rue du Rhône|Basel-Stadt;"
     "Basel;4051;Freie Strasse",
     3},
    {"France", "FR", "FRANCE|france|Frnace", ".fr", "SAS|SA|SARL", "+33 1 4# ## ## ##",
     "+33 6 1# ## ## ##", "06 1# ## ## ##", kFirstFr, kLastFr,
     "Île-de-France;Paris;75009;Rue La Fayette|Auvergne-Rhône-Alpes;Lyon;69002;Rue "
     "de la République|Provence-Alpes-Côte d'Azur;Marseille;13001;La Canebière|Occitanie;"
     "Toulouse;31000;Rue d'Alsace-Lorraine",
     7},
    {"Belgium", "BE", "Belgique|België|belgium", ".be", "NV|SA|BV", "+32 2 5## ## ##",
     "+32 47# ## ## ##", "047# ## ## ##", kFirstNl, kLastNl,
     "Brussels;Brussels;1000;Rue Neuve|Flanders;Antwerp;2000;Meir", 2},
    {"Netherlands", "NL", "Holland|The Netherlands|Nederland|netherlands", ".nl", "B.V.|N.V.",
     "+31 20 6## ####", "+31 6 2#######", "06-2#######", kFirstNl, kLastNl,
     "North Holland;Amsterdam;1012 JS;Damrak|South Holland;Rotterdam;3011 AD;Coolsingel|"
     "Utrecht;Utrecht;3511 AX;Oudegracht",
     4},
    {"Spain", "ES", "España|spain|Espana", ".es", "S.L.|S.A.", "+34 91 5## ## ##",
     "+34 61# ## ## ##", "61# ## ## ##", kFirstEs, kLastEs,
     "Madrid;Madrid;28013;Gran Vía|Catalonia;Barcelona;08007;Passeig de Gràcia|Valencia;"
     "Valencia;46002;Carrer de Colón",
     4},
    {"Portugal", "PT", "portugal|Protugal", ".pt", "Lda|S.A.", "+351 21 3## ####",
     "+351 91 ### ####", "91# ### ###", kFirstPt, kLastPt,
     "Lisbon;Lisbon;1250-096;Avenida da Liberdade|Porto;Porto;4000-322;Rua de Santa "
     "Catarina",
     2},
    {"Italy", "IT", "Italia|italy|Itlay", ".it", "S.r.l.|S.p.A.", "+39 02 6### ####",
     "+39 347 ### ####", "347 ### ####", kFirstIt, kLastIt,
     "Lombardy;Milan;20121;Via Montenapoleone|Lazio;Rome;00187;Via del Corso|Piedmont;"
     "Turin;10121;Via Roma",
     4},
    {"Sweden", "SE", "Sverige|sweden|Sweeden", ".se", "AB", "+46 8 5## ### ##", "+46 70 ### ## ##",
     "070-### ## ##", kFirstNo, kLastNo,
     "Stockholm;Stockholm;111 57;Drottninggatan|Västra Götaland;Gothenburg;411 06;"
     "Avenyn",
     2},
    {"Denmark", "DK", "Danmark|denmark|Denmak", ".dk", "ApS|A/S", "+45 33 ## ## ##",
     "+45 31 ## ## ##", "31 ## ## ##", kFirstNo, kLastNo,
     "Capital Region;Copenhagen;1620;Vesterbrogade|Central Denmark;Aarhus;8000;Ryesgade", 2},
    {"Norway", "NO", "Norge|norway", ".no", "AS", "+47 22 ## ## ##", "+47 9## ## ###", "9## ## ###",
     kFirstNo, kLastNo, "Oslo;Oslo;0154;Karl Johans gate|Vestland;Bergen;5014;Strandgaten", 2},
    {"Finland", "FI", "Suomi|finland|Finnland", ".fi", "Oy|Oyj", "+358 40 ### ####",
     "+358 50 ### ####", "050 ### ####", kFirstNo, kLastNo,
     "Uusimaa;Helsinki;00100;Mannerheimintie|Pirkanmaa;Tampere;33100;Hämeenkatu", 2},
    {"Poland", "PL", "Polska|poland|Polland", ".pl", "Sp. z o.o.|S.A.", "+48 22 5## ## ##",
     "+48 60# ### ###", "60# ### ###", kFirstPl, kLastPl,
     "Masovian;Warsaw;00-013;ul. Jasna|Lesser Poland;Krakow;31-042;Rynek Główny", 3},
    {"Brazil", "BR", "Brasil|brazil|BRASIL", ".com.br", "Ltda|S.A.", "+55 11 3### ####",
     "+55 11 9#### ####", "(11) 9#### ####", kFirstPt, kLastPt,
     "São Paulo;São Paulo;01310-100;Avenida Paulista|Rio de Janeiro;Rio de Janeiro;"
     "20040-002;Avenida Rio Branco",
     4},
    {"Mexico", "MX", "México|mexico|Mejico", ".com.mx", "S.A. de C.V.", "+52 55 5### ####",
     "+52 55 1### ####", "55 1### ####", kFirstEs, kLastEs,
     "Ciudad de México;Mexico City;06600;Paseo de la Reforma|Nuevo León;Monterrey;"
     "64000;Avenida Zaragoza",
     3},
    {"India", "IN", "india|INDIA|Bharat|Inida", ".in", "Pvt Ltd|Ltd", "+91 98### #####",
     "+91 99### #####", "099### #####", kFirstIn, kLastIn,
     "Karnataka;Bengaluru;560001;MG Road|Maharashtra;Mumbai;400051;Bandra Kurla Complex|"
     "Delhi;New Delhi;110001;Barakhamba Road|Telangana;Hyderabad;500081;HITEC City Main "
     "Road",
     6},
    {"Japan", "JP", "japan|Nippon|JAPAN", ".co.jp", "K.K.", "+81 3-3###-####", "+81 90-N###-####",
     "090-N###-####", kFirstJp, kLastJp,
     "Tokyo;Tokyo;100-0005;Marunouchi|Osaka;Osaka;530-0001;Umeda", 4},
    {"Australia", "AU", "AUS|australia|Austrailia|Oz", ".com.au", "Pty Ltd", "+61 2 9### ####",
     "+61 41# ### ###", "041# ### ###", kFirstEn, kLastEn,
     "New South Wales;Sydney;2000;George Street|Victoria;Melbourne;3000;Collins Street|"
     "Queensland;Brisbane;4000;Queen Street",
     4},
    {"New Zealand", "NZ", "NZ|Aotearoa|new zealand|New Zeland", ".co.nz", "Ltd", "+64 9 3## ####",
     "+64 21 ### ####", "021 ### ####", kFirstEn, kLastEn,
     "Auckland;Auckland;1010;Queen Street|Wellington;Wellington;6011;Lambton Quay", 2},
    {"Singapore", "SG", "singapore|Singapor|S'pore", ".com.sg", "Pte Ltd", "+65 65## ####",
     "+65 91## ####", "91## ####", kFirstSg, kLastSg,
     "Singapore;Singapore;048623;Raffles Place|Singapore;Singapore;018956;Marina Boulevard", 3},
    {"South Africa", "ZA", "RSA|south africa|S. Africa", ".co.za", "(Pty) Ltd", "+27 11 4## ####",
     "+27 82 ### ####", "082 ### ####", kFirstZa, kLastZa,
     "Gauteng;Johannesburg;2196;Rivonia Road|Western Cape;Cape Town;8001;Long Street", 2},
    {"United Arab Emirates", "AE", "UAE|Dubai|U.A.E.|united arab emirates", ".ae", "LLC|FZ-LLC",
     "+971 4 3## ####", "+971 50 ### ####", "050 ### ####", kFirstAr, kLastAr,
     "Dubai;Dubai;;Sheikh Zayed Road|Abu Dhabi;Abu Dhabi;;Corniche Road", 2},
};

}  // namespace

std::span<const GeneratedCountry> GeneratedCountries() {
  return kCountries;
}

std::string_view ListItem(std::string_view list, size_t place) {
  const auto bars = static_cast<size_t>(std::count(list.begin(), list.end(), '|'));
  for (place %= bars + 1; place > 0; --place) list.remove_prefix(list.find('|') + 1);
  return list.substr(0, list.find('|'));
}

}  // namespace signalbox
