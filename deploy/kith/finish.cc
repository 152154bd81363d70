// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/finish.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/json.h"

namespace kith::deploy {

void Finish(Terminal& terminal, bool json, const absl::Status& status,
            const nlohmann::ordered_json& made, const std::string& words) {
  if (!status.ok()) {
    Fail(terminal, json ? Style::kJson : Style::kWords, status);
  } else {
    terminal.out << (json ? Pretty(made) : words);
  }
}

void FinishSigned(Terminal& terminal, bool json, const char* done,
                  const absl::StatusOr<SignedVersion>& version) {
  const SignedVersion made = version.value_or(SignedVersion());
  Finish(terminal, json, version.status(),
         {{"version", made.version},
          {"in_force", made.proposal.empty()},
          {"proposal", made.proposal}},
         made.proposal.empty()
             ? absl::StrCat(done, ": version ", made.version,
                            " of the network file. Bring it to the broker\nand "
                            "to the key holder if they run elsewhere.\n")
             : absl::StrCat(done, ", as a PROPOSAL of version ", made.version,
                            ": it is not in force yet. Send\n  ", made.proposal,
                            "\nto another administrator, who runs: kith "
                            "network sign FILE --administrator DIR\n"));
}

}  // namespace kith::deploy
