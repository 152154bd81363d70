// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_documents.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/document_template.h"
#include "deploy/kith/document_values.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMostTemplateBytes = 1 << 20;

struct Draft {
  std::string path;
  std::string text;

  // Where it waits until all are written.
  std::string Waiting() const { return absl::StrCat(path, ".being-written"); }
};

absl::StatusOr<std::vector<Draft>> FillAll(const DocumentOptions& options) {
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(options.network_file));
  KITH_ASSIGN_OR_RETURN(const DocumentValues values,
                        DocumentValuesOf(*network));
  const std::string folder =
      options.templates.empty() ? KITH_DOCUMENTS_DIR : options.templates;
  std::vector<Draft> drafts;
  for (const char* name : kDocuments) {
    KITH_ASSIGN_OR_RETURN(const std::string text,
                          ReadFile(In(folder, name), kMostTemplateBytes));
    KITH_ASSIGN_OR_RETURN(std::string filled, FillTemplate(name, text, values));
    drafts.push_back({In(options.out, name), std::move(filled)});
  }
  return drafts;
}

absl::Status RequireFree(const std::vector<Draft>& drafts, bool replace) {
  for (const Draft& draft : drafts) {
    std::error_code fault;
    if (std::filesystem::is_directory(draft.path, fault)) {
      return absl::FailedPreconditionError(
          absl::StrCat(draft.path, ": is a folder; name another"));
    }
    if (FileExists(draft.Waiting())) {
      return absl::FailedPreconditionError(absl::StrCat(
          draft.Waiting(), ": is in the way and was left alone; take it away"));
    }
    if (!replace && FileExists(draft.path)) {
      return absl::FailedPreconditionError(absl::StrCat(
          draft.path,
          ": is there and was left alone; name another folder, or --replace, "
          "which loses what was written into it"));
    }
  }
  return absl::OkStatus();
}

absl::Status WriteWaiting(const std::vector<Draft>& drafts) {
  for (const Draft& draft : drafts) {
    KITH_RETURN_IF_ERROR(
        ReplaceFile(draft.Waiting(), draft.text, Readers::kEverybody));
  }
  return absl::OkStatus();
}

absl::Status PutInPlace(const std::vector<Draft>& drafts) {
  for (const Draft& draft : drafts) {
    if (std::rename(draft.Waiting().c_str(), draft.path.c_str()) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(draft.path, ": cannot be put in place"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<WrittenDocument>> WriteDocuments(
    const DocumentOptions& options) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Draft> drafts, FillAll(options));
  KITH_RETURN_IF_ERROR(RequireFree(drafts, options.replace));
  KITH_RETURN_IF_ERROR(MakeFolder(options.out));
  absl::Status status = WriteWaiting(drafts);
  if (status.ok()) status = PutInPlace(drafts);
  if (!status.ok()) {
    for (const Draft& draft : drafts) (void)unlink(draft.Waiting().c_str());
    return status;
  }
  std::vector<WrittenDocument> written;
  for (const Draft& draft : drafts) {
    written.push_back({draft.path, CountToBeFilledIn(draft.text)});
  }
  return written;
}

}  // namespace kith::deploy
