// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/name_pool.h"

namespace kith::deploy {
namespace {

constexpr absl::string_view kGirls[] = {
    "Abigail",  "Aisha",   "Alice",     "Amelia",  "Anna",      "Ayesha",
    "Beatrice", "Bethan",  "Bronwen",   "Carys",   "Charlotte", "Chloé",
    "Daisy",    "Eleanor", "Elizabeth", "Ellie",   "Emily",     "Erin",
    "Esther",   "Fatima",  "Florence",  "Freya",   "Georgia",   "Grace",
    "Hannah",   "Harriet", "Holly",     "Imogen",  "Isabella",  "Ivy",
    "Jasmine",  "Jessica", "Katarzyna", "Khadija", "Layla",     "Lily",
    "Lucy",     "Maryam",  "Matilda",   "Megan",   "Mia",       "Millie",
    "Naomi",    "Natalia", "Niamh",     "Nusrat",  "Oksana",    "Olivia",
    "Phoebe",   "Poppy",   "Rebecca",   "Renée",   "Rhiannon",  "Rosie",
    "Ruby",     "Sarah",   "Scarlett",  "Sofia",   "Sophie",    "Tabitha",
    "Victoria", "Willow",  "Zainab",    "Zoë"};

constexpr absl::string_view kBoys[] = {
    "Aaron",   "Abdullah",  "Adam",     "Ahmed",    "Alexander", "Archie",
    "Arjun",   "Arthur",    "Benjamin", "Callum",   "Charlie",   "Daniel",
    "David",   "Dylan",     "Edward",   "Elijah",   "Ethan",     "Evan",
    "Finley",  "Frederick", "Gareth",   "George",   "Harrison",  "Harry",
    "Hassan",  "Henry",     "Hugo",     "Ibrahim",  "Isaac",     "Jack",
    "Jacob",   "Jakub",     "James",    "José",     "Joseph",    "Joshua",
    "Kai",     "Leon",      "Lewis",    "Liam",     "Logan",     "Lucas",
    "Luke",    "Matthew",   "Michael",  "Mohammed", "Nathan",    "Noah",
    "Oliver",  "Omar",      "Oscar",    "Owen",     "Patrick",   "Piotr",
    "Rhys",    "Riley",     "Robert",   "Ryan",     "Samuel",    "Sebastian",
    "Stanley", "Theodore",  "Thomas",   "William",  "Yusuf",     "Zachary"};

constexpr absl::string_view kSurnames[] = {
    "Abernethy",      "Adeyemi",       "Ahmed",
    "Akhtar",         "Ali",           "Allenby",
    "Anand",          "Appleby",       "Ashworth",
    "Bailey",         "Bannister",     "Barraclough",
    "Begum",          "Bellweather",   "Birchall",
    "Blackwood",      "Boateng",       "Bowen",
    "Braithwaite",    "Brennan",       "Brierley",
    "Butterfield",    "Calloway",      "Carrington",
    "Chaudhry",       "Clegg",         "Cooper",
    "Cotterill",      "Crowther",      "Cunliffe",
    "Davies",         "Dhillon",       "Donnelly",
    "Duckworth",      "Eastham",       "Entwistle",
    "Evans",          "Fairclough",    "Farrell",
    "Fernandes",      "Fitzpatrick",   "Gallagher",
    "Garside",        "Gill",          "Greenhalgh",
    "Griffiths",      "Hardcastle",    "Hargreaves",
    "Haworth",        "Heyes",         "Holloway",
    "Horrocks",       "Hussain",       "Hutchinson",
    "Ibbotson",       "Ingham",        "Iqbal",
    "Jankowska",      "Jenkins",       "Jones",
    "Kaur",           "Kavanagh",      "Kershaw",
    "Khan",           "Kowalska",      "Lancaster",
    "Leatherbarrow",  "Lewis",         "Lightfoot",
    "Llewellyn",      "Lockwood",      "Mahmood",
    "Makinson",       "Marsden",       "McCarthy",
    "McDonald",       "Mensah",        "Middleton",
    "Mitchell",       "Morgan",        "Nightingale",
    "Nkemelu",        "Nowak",         "Nuttall",
    "O'Brien",        "O'Connor",      "Ogunleye",
    "Okafor",         "Osbaldeston",   "Oyelaran",
    "Parkinson",      "Patel",         "Pemberton",
    "Pickering",      "Popescu",       "Postlethwaite",
    "Pritchard",      "Quigley",       "Rahman",
    "Ramsbottom",     "Rawstron",      "Reddy",
    "Rigby",          "Roberts",       "Rothwell",
    "Sanderson",      "Satterthwaite", "Scholes",
    "Shackleton",     "Sharma",        "Shuttleworth",
    "Siddiqui",       "Singh",         "Smith",
    "Southworth",     "Stanworth",     "Sutcliffe",
    "Szymanski",      "Tattersall",    "Taylor",
    "Thistlethwaite", "Thomas",        "Threlfall",
    "Tomlinson",      "Uddin",         "Unsworth",
    "Vasilescu",      "Wainwright",    "Walmsley",
    "Warsame",        "Weatherill",    "Whittaker",
    "Williams",       "Winstanley",    "Woodruff",
    "Wrigglesworth",  "Yates",         "Yusuf",
    "Zielinska"};

constexpr absl::string_view kStreets[] = {
    "Alder Close",     "Beacon Road",   "Canal Street",  "Dock Lane",
    "Elm Grove",       "Foundry Row",   "Gasworks Lane", "Hawthorn Drive",
    "Inkerman Street", "Jubilee Court", "Kiln Lane",     "Larch Avenue",
    "Mill Lane",       "Nelson Street", "Orchard Rise",  "Quarry Bank",
    "Railway Terrace", "School Lane",   "Tannery Road",  "Weavers Walk"};

constexpr absl::string_view kWorkers[] = {
    "Pat Example",    "Robin Sample", "Lee Placeholder", "Jo Specimen",
    "Chris Invented", "Kim Demoname", "Ash Notreal",     "Max Madeup"};

}  // namespace

absl::Span<const absl::string_view> GirlsNames() { return kGirls; }
absl::Span<const absl::string_view> BoysNames() { return kBoys; }
absl::Span<const absl::string_view> Surnames() { return kSurnames; }
absl::Span<const absl::string_view> Streets() { return kStreets; }
absl::Span<const absl::string_view> Workers() { return kWorkers; }

}  // namespace kith::deploy
