// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_MIRROR_H_
#define KITH_DEPLOY_EVIDENCE_MIRROR_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

// A data protection officer's own copy of the broker's log, so that a log that
// was changed, or is not the same for everybody, cannot take its place:
//
//   network.kith       under which it was begun, or a later version of it
//   log/               checkpoint and tile/...: any web server can serve them
//   notes/SIZE         every checkpoint it was shown and took, as signed
//   mirror.lock        one run at a time
//   contradictions/    two notes each that the broker signed and that cannot
//                      both be true: `held`, `shown`, and what proves it
//
// Leaves only: it holds nothing that can be opened, nothing to erase.
namespace kith::deploy {

struct MirrorReport {
  std::string network;         // The partnership's name.
  std::string network_sha256;  // 64 hexadecimal digits: of its network file.
  std::string mirror;          // The folder.
  bool begun = false;          // By this run, with that network file on trust.
  std::uint64_t held = 0;      // Entries before.
  std::uint64_t shown = 0;     // Entries of the log that it was shown.
  // Files of the mirror that were not what they should be: damaged, or left
  // half written by a run that was killed.
  std::uint64_t rewritten = 0;
  // What it was shown now contradicts what it holds; nothing was added.
  bool contradicts = false;
  // Why that could not be kept; empty if it was.
  std::string not_kept;
  // The folders of every contradiction that it keeps.
  std::vector<std::string> contradictions;

  bool IsOlder() const { return shown < held; }
};

using MirrorProgress =
    std::function<void(std::uint64_t done, std::uint64_t wanted)>;

// Compares the broker's log of an evidence folder, of whichever agency, with
// the mirror's, and adds what is new; begins the mirror if there is none. A run
// that was killed is made good by the next. Codes, naming the file:
//   NOT_FOUND, INVALID_ARGUMENT   the evidence cannot be read, or its entries
//                                 are not those that were signed
//   UNAUTHENTICATED               it is not signed by the mirror's partnership
//   FAILED_PRECONDITION           `mirror` holds something else, cannot be
//                                 written, or another run works on it
//   DATA_LOSS                     the mirror's own files were changed
absl::StatusOr<MirrorReport> TakeIntoMirror(
    const std::string& mirror, const std::string& evidence,
    const MirrorProgress& progress = [](std::uint64_t, std::uint64_t) {});

// A page for a data protection officer; `is_now` if the log was shown just now
// and not read from evidence of an earlier day.
std::string MirrorInWords(const MirrorReport& report, bool is_now);
nlohmann::ordered_json MirrorAsJson(const MirrorReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_MIRROR_H_
