// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/kith/desk_client.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// What an agent sends of its evidence, put into its folder as it comes.
class Export {
 public:
  explicit Export(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Begin() {
    KITH_RETURN_IF_ERROR(MakeEmptyFolder(folder_));
    for (const char* log : {"broker", "agent"}) {
      KITH_ASSIGN_OR_RETURN(LogFolderWriter writer,
                            LogFolderWriter::Make(In(folder_, log)));
      logs_.emplace(log, Log{std::move(writer), ""});
    }
    return absl::OkStatus();
  }

  absl::Status Add(const desk::v1::EvidencePart& part) {
    const std::string& file = part.file();
    if (file == "agency.txt" || file == "network.kith") {
      return ReplaceFile(In(folder_, file), part.content(), Readers::kOwner);
    }
    for (auto& [name, log] : logs_) {
      if (file == absl::StrCat(name, ".leaves")) {
        return log.writer.AddLeaves(part.content());
      }
      if (file == absl::StrCat(name, ".openings")) {
        return log.writer.AddOpenings(part.content());
      }
      if (file == absl::StrCat(name, ".checkpoint")) {
        log.checkpoint = part.content();
        return absl::OkStatus();
      }
    }
    return absl::InternalError("the agent sent a file of unknown name");
  }

  absl::Status End() {
    for (auto& [name, log] : logs_) {
      KITH_RETURN_IF_ERROR(log.writer.Finish(log.checkpoint));
    }
    return absl::OkStatus();
  }

 private:
  struct Log {
    LogFolderWriter writer;
    std::string checkpoint;
  };
  const std::string folder_;
  std::map<std::string, Log> logs_;
};

}  // namespace

absl::Status ExportEvidenceTo(DeskClient& desk, const std::string& as,
                              const std::string& folder) {
  Export writing(folder);
  KITH_RETURN_IF_ERROR(writing.Begin());
  desk::v1::ExportEvidenceRequest request;
  request.set_as(as);
  KITH_RETURN_IF_ERROR(desk.ExportEvidence(
      request,
      [&](const desk::v1::EvidencePart& part) { return writing.Add(part); }));
  return writing.End();
}

}  // namespace kith::deploy
