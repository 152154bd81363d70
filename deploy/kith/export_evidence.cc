// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/kith/desk_client.h"
#include "deploy/kith/evidence.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {

absl::Status ExportEvidenceTo(DeskClient& desk, const std::string& as,
                              const std::string& folder) {
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder));
  desk::v1::ExportEvidenceRequest request;
  request.set_as(as);
  std::map<std::string, int> files;
  const absl::Status exported = desk.ExportEvidence(
      request, [&](const desk::v1::EvidencePart& part) -> absl::Status {
        if (!IsEvidenceFile(part.file())) {
          return absl::InternalError("the agent sent a file of unknown name");
        }
        auto [file, is_new] = files.try_emplace(part.file(), -1);
        if (is_new) {
          file->second = open(In(folder, part.file()).c_str(),
                              O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        }
        absl::string_view rest = part.content();
        while (!rest.empty()) {
          const ssize_t written = write(file->second, rest.data(), rest.size());
          if (written <= 0) {
            return absl::ResourceExhaustedError(absl::StrCat(
                In(folder, part.file()), ": cannot write; is the disk full?"));
          }
          rest.remove_prefix(static_cast<std::size_t>(written));
        }
        return absl::OkStatus();
      });
  for (const auto& [name, fd] : files) {
    if (fd >= 0) close(fd);
  }
  KITH_RETURN_IF_ERROR(exported);
  // A log without entries is a file too.
  for (const char* name :
       {"broker.leaves", "broker.openings", "agent.leaves", "agent.openings"}) {
    if (!files.contains(name)) {
      KITH_RETURN_IF_ERROR(ReplaceFile(In(folder, name), "", Readers::kOwner));
    }
  }
  return absl::OkStatus();
}

}  // namespace kith::deploy
