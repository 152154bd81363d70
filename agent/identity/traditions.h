// SPDX-License-Identifier: Apache-2.0
//
// How traditions of naming write one name in several ways: as one word or as
// two, by an orthography of their own, in a man's form and a woman's.
#ifndef KITH_AGENT_IDENTITY_TRADITIONS_H_
#define KITH_AGENT_IDENTITY_TRADITIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "agent/identity/normalise.h"

namespace kith::agent {

// The words of one name with those joined that are one name: Abd al-Rahman in
// every spelling (as ABDULRAHMAN), Abu Bakr, Umm Kulthum; in a surname also Mc
// Donald, O Brien, Ní Bhriain (as OBRIAIN, the form of her brother), Nic, Fitz,
// St John, D Souza. An article glued to a common Arabic name is taken off
// (Alhassan).
std::vector<std::string> JoinedByTradition(
    const std::vector<std::string>& words, NameKind kind);

// The usual English spelling of a Somali name in Somali orthography (Xasan is
// Hassan, Cali is Ali); any other word as it is.
absl::string_view WithoutSomaliSpelling(absl::string_view word);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_TRADITIONS_H_
