// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/not_asked_words.h"

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

constexpr char kNotice[] = "consent-wording";
constexpr char kUsualLanguage[] = "en";

const network::v1::Label* FindNotice(const network::v1::NetworkFile& file,
                                     const std::string& language) {
  for (const auto& label : file.labels()) {
    if (label.key() == kNotice && label.language() == language) return &label;
  }
  return nullptr;
}

// The notice in the language asked for, else in English. Whoever reads it out
// must know that it is another language, or a draft.
std::string Notice(const network::v1::NetworkFile& file,
                   const std::string& language) {
  const network::v1::Label* notice = FindNotice(file, language);
  std::string other;
  if (notice == nullptr) {
    notice = FindNotice(file, kUsualLanguage);
    other = absl::StrCat("  (no words in `", language,
                         "`: these are English; find an interpreter)\n");
  }
  if (notice == nullptr) {
    return "  (this partnership's network file has no words for it)\n";
  }
  return absl::StrCat("  \"", notice->text(), "\"\n", other,
                      notice->checked_by().empty()
                          ? "  (a draft: nobody has checked these words)\n"
                          : "");
}

}  // namespace

std::string NotAskedWords(const network::v1::NetworkFile& file,
                          const std::string& language) {
  const auto& desk = file.desk();
  return absl::StrCat(
      "Nothing was asked: the family has not been asked yet.\n\nIs a child in "
      "danger now? ",
      desk.danger_now(), ".\n\nSay to the family:\n", Notice(file, language),
      "  \"May I ask whether somebody helps you already, so that you need not "
      "tell it\n  all again?\"\n\nThey say yes: ask again with --ground "
      "family-agreed.\nThey say no: they are helped all the same. If you "
      "support them, write it down\nwith `kith consent decline`.\nYou cannot "
      "ask them safely: --ground safeguarding, if you are worried about a\n"
      "child; or ring ",
      desk.name(), ", ", desk.telephone(), ".\n");
}

}  // namespace kith::deploy
