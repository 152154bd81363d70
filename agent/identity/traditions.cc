// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/traditions.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace kith::agent {
namespace {

using Words = std::vector<std::string>;

template <std::size_t kSize>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[kSize]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// What `word` becomes in front of the word it is joined to; empty if it is not
// joined to any.
absl::string_view Joint(absl::string_view word, NameKind kind) {
  static constexpr absl::string_view kAsTheyAre[] = {"MC", "MAC",  "O",
                                                     "ST", "FITZ", "D"};
  if (word == "ABU" || word == "ABOU" || word == "ABO") return "ABU";
  if (word == "UMM" || word == "UMME" || word == "UM") return "UMM";
  if (kind == NameKind::kForename) return "";  // There, an O is an initial.
  if (IsOneOf(word, kAsTheyAre)) return word;
  if (word == "NI" || word == "UI") return "O";
  if (word == "NIC" || word == "MHIC") return "MAC";
  return word == "SAINT" ? "ST" : "";
}

// A woman's surname softens the first letter: Ní Bhriain, Ó Briain.
std::string WithoutSoftening(absl::string_view word) {
  std::string out(word.data(), word.size());
  if (out.size() > 3 && out[1] == 'H' && absl::StrContains("BCDFGMPST", out[0]))
    out.erase(1, 1);
  return out;
}

bool IsWomansJoint(absl::string_view word) {
  return word == "NI" || word == "UI" || word == "NIC" || word == "MHIC";
}

bool IsServant(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "ABD",   "ABDUL", "ABDAL", "ABDEL", "ABDIL", "ABDOUL",
      "ABDUR", "ABDUS", "ABDUN", "ABDUZ", "ABDUD", "ABDUT"};
  return IsOneOf(word, kWords);
}

bool IsArticle(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {"AL", "EL", "UL", "UR", "US",
                                                 "AR", "ER", "AS", "ES"};
  return IsOneOf(word, kWords);
}

// Abd, an article and a name of God from `at` on; returns how many words it
// joined, 0 for none.
std::size_t JoinServant(const Words& words, std::size_t at, std::string& out) {
  if (!IsServant(words[at])) return 0;
  std::size_t name = at + 1;
  if (name + 1 < words.size() && IsArticle(words[name])) ++name;
  if (name >= words.size() || words[name].size() < 3) return 0;
  const std::string& rest = words[name];
  const bool god = rest == "ALLAH" || rest == "LLAH" || rest == "LAH";
  out = god ? "ABDULLAH" : absl::StrCat("ABDUL", rest);
  return name + 1 - at;
}

// ABDELRAHMAN, ABDALRAHMAN and ABDOULRAHMAN are ABDULRAHMAN.
std::string WithOneServant(std::string word) {
  static constexpr absl::string_view kStems[] = {"ABDEL", "ABDAL", "ABDOUL"};
  for (const absl::string_view stem : kStems) {
    const bool glued = absl::StartsWith(word, stem) &&
                       word.size() >= stem.size() + 3 && word != "ABDALLAH" &&
                       word != "ABDELLAH" && word != "ABDALLA";
    if (glued) return absl::StrCat("ABDUL", word.substr(stem.size()));
  }
  return word;
}

std::string WithoutGluedArticle(std::string word) {
  static constexpr absl::string_view kStems[] = {
      "HASSAN",   "HASAN",    "HUSSEIN",  "HUSSAIN",  "AHMED",    "AHMAD",
      "MOHAMMED", "MUHAMMAD", "MASRI",    "HASHIMI",  "HASHEMI",  "HASHIMY",
      "SHAMI",    "KHATIB",   "KHATEEB",  "SAYED",    "SAYYED",   "SAEED",
      "SHEIKH",   "SHAIKH",   "SHAMMARI", "RASHID",   "RASHEED",  "RASHIDI",
      "NAJJAR",   "HADDAD",   "HAMID",    "HAMED",    "HARBI",    "GHAMDI",
      "QAHTANI",  "OTAIBI",   "MUTAIRI",  "DOSARI",   "ZAHRANI",  "SALEH",
      "SALIH",    "YAMANI",   "IRAQI",    "BAGHDADI", "TIKRITI",  "JABOURI",
      "JUBOURI",  "JABBOURI", "OBEIDI",   "UBAIDI",   "AMIN",     "AMEEN",
      "KHALIFA",  "MAHDI",    "HAKIM",    "HAKEEM",   "BAKRI",    "MALIKI",
      "NASSER",   "NASIR",    "FARSI",    "BALUSHI",  "MANSOURI", "MANSOUR"};
  const bool glued =
      absl::StartsWith(word, "AL") || absl::StartsWith(word, "EL");
  const absl::string_view rest = absl::string_view(word).substr(glued ? 2 : 0);
  if (glued && IsOneOf(rest, kStems)) word.erase(0, 2);
  return word;
}

struct Spelling {
  absl::string_view somali;
  absl::string_view english;
};

// In Somali, c is a sound that English leaves out, x is h and dh is d.
constexpr Spelling kSomali[] = {
    {"CABDI", "ABDI"},
    {"CABDALLA", "ABDULLAH"},
    {"CABDULLAAHI", "ABDULLAHI"},
    {"CABDULAHI", "ABDULLAHI"},
    {"CABDULLAHI", "ABDULLAHI"},
    {"CABDIRAXMAAN", "ABDIRAHMAN"},
    {"CABDIRAXMAN", "ABDIRAHMAN"},
    {"CABDIRASHIID", "ABDIRASHID"},
    {"CABDIRISAAQ", "ABDIRIZAK"},
    {"CABDIKARIIM", "ABDIKARIM"},
    {"CABDIQAADIR", "ABDIQADIR"},
    {"CABDULQAADIR", "ABDULQADIR"},
    {"CABDISALAAN", "ABDISALAM"},
    {"CABDISALAAM", "ABDISALAM"},
    {"CABDICASIIS", "ABDIAZIZ"},
    {"CABDULCASIIS", "ABDULAZIZ"},
    {"CABDIFATAAX", "ABDIFATAH"},
    {"CABDINAASIR", "ABDINASIR"},
    {"CABDIWELI", "ABDIWALI"},
    {"CALI", "ALI"},
    {"CAALI", "ALI"},
    {"CUMAR", "OMAR"},
    {"CISMAAN", "OSMAN"},
    {"CUSMAAN", "OSMAN"},
    {"CISE", "ISSE"},
    {"CIISE", "ISSE"},
    {"CIISA", "ISSA"},
    {"CAASHA", "AISHA"},
    {"CAAISHA", "AISHA"},
    {"CAISHA", "AISHA"},
    {"CAYNAB", "ZAINAB"},
    {"CANAB", "ANAB"},
    {"CAWAALE", "AWALE"},
    {"CAWIL", "AWIL"},
    {"CADAAN", "ADAN"},
    {"CABBAAS", "ABBAS"},
    {"CILMI", "ELMI"},
    {"CIGAAL", "EGAL"},
    {"CAROOG", "AROG"},
    {"CASHA", "AISHA"},
    {"MAXAMED", "MOHAMED"},
    {"MAXAMMED", "MOHAMED"},
    {"MAXAMUD", "MAHAMUD"},
    {"MAXAMUUD", "MAHAMUD"},
    {"MAXMUUD", "MAHMUD"},
    {"AXMED", "AHMED"},
    {"AXMAD", "AHMED"},
    {"XASAN", "HASSAN"},
    {"XASSAN", "HASSAN"},
    {"XUSEEN", "HUSSEIN"},
    {"XUSEIN", "HUSSEIN"},
    {"XUSSEIN", "HUSSEIN"},
    {"XALIIMO", "HALIMO"},
    {"XALIMO", "HALIMO"},
    {"XALIIMA", "HALIMA"},
    {"XAAWO", "HAWO"},
    {"XAWO", "HAWO"},
    {"XAWA", "HAWA"},
    {"XAAJI", "HAJI"},
    {"XAMDI", "HAMDI"},
    {"XAMSE", "HAMZA"},
    {"XAMSA", "HAMZA"},
    {"XIRSI", "HIRSI"},
    {"XAASHI", "HASHI"},
    {"XAYDAR", "HAYDAR"},
    {"XODAN", "HODAN"},
    {"XOOSH", "HOSH"},
    {"XABIIBA", "HABIBA"},
    {"XABIIBO", "HABIBO"},
    {"FARXAAN", "FARHAN"},
    {"FARXAN", "FARHAN"},
    {"FARXIYA", "FARHIYA"},
    {"FARXIYO", "FARHIYO"},
    {"FATXI", "FATHI"},
    {"FATXIYA", "FATHIYA"},
    {"RAXMA", "RAHMA"},
    {"RAXMO", "RAHMO"},
    {"SAXRA", "ZAHRA"},
    {"SAHRO", "ZAHRA"},
    {"NAJAX", "NAJAH"},
    {"SAALAX", "SALAH"},
    {"SALAX", "SALAH"},
    {"SAALIX", "SALIH"},
    {"YAXYE", "YAHYA"},
    {"YAXYA", "YAHYA"},
    {"ISMAACIIL", "ISMAIL"},
    {"ISMAACIL", "ISMAIL"},
    {"SICIID", "SAEED"},
    {"SACIID", "SAEED"},
    {"SACDIYA", "SADIYA"},
    {"SACDIYO", "SADIYO"},
    {"JAAMAC", "JAMA"},
    {"JAMAC", "JAMA"},
    {"JIMCAALE", "JIMALE"},
    {"NACIIMA", "NAIMA"},
    {"NACIMA", "NAIMA"},
    {"RUQIYA", "RUQAYYA"},
    {"YACQUUB", "YAQUB"},
    {"LIIBAAN", "LIBAN"},
    {"MUCAAD", "MUAD"},
    {"MUCTAAR", "MUKHTAR"},
    {"MUQTAAR", "MUKHTAR"},
    {"RASHIID", "RASHID"},
    {"KHAALID", "KHALID"},
};

}  // namespace

std::vector<std::string> JoinedByTradition(const Words& words, NameKind kind) {
  Words out;
  for (std::size_t at = 0; at < words.size();) {
    std::string joined;
    const std::size_t taken = JoinServant(words, at, joined);
    if (taken > 0) {
      out.push_back(std::move(joined));
      at += taken;
      continue;
    }
    const absl::string_view joint = Joint(words[at], kind);
    if (!joint.empty() && at + 1 < words.size()) {
      const std::string& next = words[at + 1];
      out.push_back(absl::StrCat(
          joint, IsWomansJoint(words[at]) ? WithoutSoftening(next) : next));
      at += 2;
      continue;
    }
    out.push_back(WithoutGluedArticle(WithOneServant(words[at])));
    ++at;
  }
  return out;
}

absl::string_view WithoutSomaliSpelling(absl::string_view word) {
  static const auto* const spellings = [] {
    auto* built = new absl::flat_hash_map<absl::string_view, absl::string_view>;
    for (const Spelling& s : kSomali) built->emplace(s.somali, s.english);
    return built;
  }();
  const auto found = spellings->find(word);
  return found == spellings->end() ? word : found->second;
}

}  // namespace kith::agent
