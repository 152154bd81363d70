// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/used_codes.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/known_browsers.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"

namespace kith::console {
namespace {

constexpr std::size_t kMostFileBytes = 1 << 20;
constexpr std::size_t kKeyBytes = 32;

// Says nothing: the file holds a key.
class Silent final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

absl::StatusOr<config::v1::AccountsState> ReadState(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadPrivateFile(path, kMostFileBytes));
  Silent silent;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&silent);
  config::v1::AccountsState state;
  bool good = parser.ParseFromString(text, &state) &&
              state.device_key().size() == kKeyBytes;
  for (const auto& used : state.used()) {
    good = good && used.account().size() == kHashBytes;
  }
  if (!good) {
    return absl::InvalidArgumentError(absl::StrCat(
        path,
        ": cannot be read; remove it, after which every browser counts "
        "as new"));
  }
  return state;
}

}  // namespace

UsedCodes::UsedCodes(std::string path, FileLock lock, Secret device_key,
                     Steps steps)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      device_key_(std::move(device_key)),
      steps_(std::move(steps)) {}

absl::StatusOr<std::unique_ptr<UsedCodes>> UsedCodes::Open(
    const std::string& accounts_file, Random& random) {
  const std::string path = absl::StrCat(accounts_file, ".state");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(path));
  auto state = ReadState(path);
  const bool fresh = absl::IsNotFound(state.status());
  if (fresh) {
    state = config::v1::AccountsState();
    state->set_device_key(random.Bytes(kKeyBytes));
  }
  if (!state.ok()) return state.status();
  Steps steps;
  for (const auto& used : state->used()) {
    steps[HashFromBytes(used.account())] = used.step();
  }
  auto codes = absl::WrapUnique(
      new UsedCodes(path, std::move(lock),
                    Secret::FromBytes(state->device_key()), std::move(steps)));
  WipeString(*state->mutable_device_key());
  if (fresh) KITH_RETURN_IF_ERROR(codes->Write({}));
  return codes;
}

absl::Status UsedCodes::Write(const Steps& steps) const {
  config::v1::AccountsState state;
  const absl::string_view key = device_key_.Expose();
  state.set_device_key(key.data(), key.size());
  for (const auto& [account, step] : steps) {
    auto* used = state.add_used();
    used->set_account(HashBytes(account));
    used->set_step(step);
  }
  std::string text;
  google::protobuf::TextFormat::PrintToString(state, &text);
  const absl::Status written = ReplacePrivateFile(path_, text);
  WipeString(text);
  WipeString(*state.mutable_device_key());
  return written;
}

absl::Status UsedCodes::Use(const Hash& account, std::uint64_t step,
                            const config::v1::Accounts& all) {
  // The only lock held over a write: two must not use one code.
  absl::MutexLock lock(&mutex_);
  Steps next;
  for (const auto& each : all.account()) {
    const auto found = steps_.find(StampOf(each));
    if (found != steps_.end()) next.insert(*found);
  }
  const auto before = next.find(account);
  if (before != next.end() && before->second >= step) {
    return absl::AlreadyExistsError("this code was used");
  }
  next[account] = step;
  KITH_RETURN_IF_ERROR(Write(next));
  steps_ = std::move(next);
  return absl::OkStatus();
}

}  // namespace kith::console
