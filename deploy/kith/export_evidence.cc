// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/export_evidence.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "deploy/evidence/log_folder.h"
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
      KITH_RETURN_IF_ERROR(BeginLog(log));
    }
    return MakeFolder(In(folder_, "keyholder"));
  }

  absl::Status Add(const desk::v1::EvidencePart& part) {
    const std::string& file = part.file();
    if (file == "agency.txt" || file == "network.kith") {
      return ReplaceFile(In(folder_, file), part.content(), Readers::kOwner);
    }
    // The first of a key holder's log.
    const absl::string_view folder =
        absl::string_view(file).substr(0, file.rfind('.'));
    if (IsKeyHolders(folder) && !logs_.contains(std::string(folder))) {
      KITH_RETURN_IF_ERROR(BeginLog(std::string(folder)));
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
  // No way out of the folder: an id has no dot and no stroke.
  static bool IsKeyHolders(absl::string_view folder) {
    return absl::ConsumePrefix(&folder, "keyholder/") && !folder.empty() &&
           folder.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               absl::string_view::npos;
  }
  absl::Status BeginLog(const std::string& name) {
    KITH_ASSIGN_OR_RETURN(LogFolderWriter writer,
                          LogFolderWriter::Make(In(folder_, name)));
    logs_.emplace(name, Log{std::move(writer), ""});
    return absl::OkStatus();
  }

  struct Log {
    LogFolderWriter writer;
    std::string checkpoint;
  };
  const std::string folder_;
  std::map<std::string, Log> logs_;
};

}  // namespace

absl::Status ExportEvidenceTo(desk::DeskClient& desk, const std::string& as,
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
