// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/transliterate_arabic.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "agent/identity/transliterate.h"

namespace kith::agent {
namespace {

struct Name {
  const char32_t* arabic;  // As Plain() leaves it.
  absl::string_view latin;
};

// Common names by their usual spelling here: Arabic leaves out most vowels.
constexpr Name kNames[] = {
    {U"محمد", "MOHAMMED"},
    {U"احمد", "AHMED"},
    {U"محمود", "MAHMOUD"},
    {U"علي", "ALI"},
    {U"حسن", "HASSAN"},
    {U"حسين", "HUSSEIN"},
    {U"عمر", "OMAR"},
    {U"عثمان", "OTHMAN"},
    {U"خالد", "KHALID"},
    {U"ابراهيم", "IBRAHIM"},
    {U"اسماعيل", "ISMAIL"},
    {U"اسحاق", "ISHAQ"},
    {U"يعقوب", "YAQUB"},
    {U"يوسف", "YUSUF"},
    {U"موسي", "MUSA"},
    {U"عيسي", "ISA"},
    {U"يحيي", "YAHYA"},
    {U"زكريا", "ZAKARIYA"},
    {U"داود", "DAWUD"},
    {U"سليمان", "SULEIMAN"},
    {U"حمزه", "HAMZA"},
    {U"بلال", "BILAL"},
    {U"طارق", "TARIQ"},
    {U"كريم", "KARIM"},
    {U"مصطفي", "MUSTAFA"},
    {U"مريم", "MARYAM"},
    {U"فاطمه", "FATIMA"},
    {U"عايشه", "AISHA"},
    {U"خديجه", "KHADIJA"},
    {U"زينب", "ZAINAB"},
    {U"امينه", "AMINA"},
    {U"سميه", "SUMAYA"},
    {U"ساره", "SARAH"},
    {U"هاجر", "HAJAR"},
    {U"ليلي", "LAYLA"},
    {U"سلمي", "SALMA"},
    {U"هدي", "HUDA"},
    {U"مني", "MONA"},
    {U"نور", "NOOR"},
    {U"رحمه", "RAHMA"},
    {U"حليمه", "HALIMA"},
    {U"اسماء", "ASMA"},
    {U"ايمان", "IMAN"},
    {U"ياسمين", "YASMIN"},
    {U"حنان", "HANAN"},
    {U"رضا", "REZA"},
    {U"مهدي", "MAHDI"},
    {U"جعفر", "JAFAR"},
    {U"عباس", "ABBAS"},
    {U"قاسم", "QASIM"},
    {U"سعيد", "SAEED"},
    {U"خان", "KHAN"},
    {U"الله", "ALLAH"},
    {U"عبدالله", "ABDULLAH"},
    {U"عبدالرحمن", "ABDULRAHMAN"},
    {U"الياس", "ILYAS"},
    {U"الاء", "ALAA"},
    {U"الهام", "ILHAM"},
};

using Names = absl::flat_hash_map<std::u32string, absl::string_view>;

const Names& UsualSpellings() {
  static const Names* const names = [] {
    auto* built = new Names;
    for (const Name& name : kNames) built->emplace(name.arabic, name.latin);
    return built;
  }();
  return *names;
}

// One letter for those that keyboards of different countries interchange.
char32_t Plain(char32_t c) {
  switch (c) {
    case kAlefHamza:
    case kAlefMadda:
    case 0x0671:
      return kAlef;
    case 0x0649:
    case 0x06CC:
    case 0x06D2:
    case 0x06CD:
    case 0x06D0:
      return 0x064A;  // Yeh.
    case 0x0629:
    case 0x06BE:
    case 0x06C1:
    case 0x06C2:
    case 0x06C3:
    case 0x06D5:
      return 0x0647;  // Heh.
    case 0x06A9:
    case 0x06AA:
      return 0x0643;  // Kaf.
    default:
      return c;
  }
}

std::u32string PlainWord(absl::Span<const char32_t> word) {
  constexpr char32_t kPersianYeh = 0x06CC;
  std::u32string plain;
  for (std::size_t at = 0; at < word.size(); ++at) {
    // Persian and Urdu say v there: Navid, Parviz, Rizvi.
    const bool v = at > 0 && at + 1 < word.size() && word[at] == U'و' &&
                   word[at + 1] == kPersianYeh;
    plain += v ? U'ڤ' : Plain(word[at]);
  }
  return plain;
}

// Consonants, as Plain() leaves them; the three that are vowels too elsewhere.
absl::string_view Consonant(char32_t c) {
  switch (c) {
    case U'ب':
      return "B";
    case U'پ':
      return "P";
    case U'ت':
    case U'ط':
    case U'ٹ':
      return "T";
    case U'ث':
      return "TH";
    case U'ج':
      return "J";
    case U'چ':
      return "CH";
    case U'ح':
    case U'ه':
      return "H";
    case U'خ':
      return "KH";
    case U'د':
    case U'ض':
    case U'ڈ':
      return "D";
    case U'ذ':
      return "DH";
    case U'ر':
    case U'ڑ':
      return "R";
    case U'ز':
    case U'ظ':
      return "Z";
    case U'ژ':
      return "ZH";
    case U'س':
    case U'ص':
      return "S";
    case U'ش':
      return "SH";
    case U'غ':
      return "GH";
    case U'ف':
      return "F";
    case U'ڤ':
      return "V";
    case U'ق':
      return "Q";
    case U'ك':
      return "K";
    case U'گ':
      return "G";
    case U'ل':
      return "L";
    case U'م':
      return "M";
    case U'ن':
    case U'ں':
      return "N";
    default:
      return "";
  }
}

bool IsVowel(char32_t c) {
  return c == kAlef || c == U'ع' || c == U'و' || c == U'ي';
}

void AppendLetter(const std::u32string& word, std::size_t at,
                  std::string& out) {
  const char32_t c = word[at];
  const bool first = at == 0;
  const bool vowel_next = at + 1 < word.size() && IsVowel(word[at + 1]);
  if (c == kAlef || c == U'ع') {
    out += 'A';
  } else if (c == U'و') {
    out += first || (vowel_next && word[at + 1] != U'ي') ? "W" : "U";
  } else if (c == U'ي') {
    // At the front it is a consonant, and the vowel behind it often unwritten.
    out += first ? (vowel_next ? "Y" : "YA") : "I";
  } else {
    const absl::string_view text = Consonant(c);
    out.append(text.data(), text.size());
  }
}

void AppendPlain(const std::u32string& word, std::string& out) {
  const auto usual = UsualSpellings().find(word);
  if (usual != UsualSpellings().end()) {
    out.append(usual->second.data(), usual->second.size());
    return;
  }
  for (std::size_t at = 0; at < word.size(); ++at) AppendLetter(word, at, out);
}

}  // namespace

bool IsArabic(char32_t c) { return c >= 0x0600 && c < 0x0780; }

void AppendArabic(absl::Span<const char32_t> word, std::string& out) {
  constexpr std::size_t kLeastRest = 3;
  static const std::u32string kAbdAl = U"عبدال";
  const std::u32string plain = PlainWord(word);
  const bool usual = UsualSpellings().contains(plain);
  const bool article = !usual && word.size() >= 2 + kLeastRest &&
                       word[0] == kAlef && plain[1] == U'ل';
  const bool servant = !usual && plain.size() >= kAbdAl.size() + 2 &&
                       plain.compare(0, kAbdAl.size(), kAbdAl) == 0;
  if (article) out += "AL ";
  if (servant) out += "ABDUL";
  AppendPlain(plain.substr(servant ? kAbdAl.size() : article ? 2 : 0), out);
}

}  // namespace kith::agent
