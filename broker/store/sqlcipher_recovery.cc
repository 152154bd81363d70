// SPDX-License-Identifier: Apache-2.0
// What a store is left with when its log was taken from a mirror.
#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

// INVARIANT (withdrawn stays): what says that something ended is kept, and what
// says that something is in force goes. What it was told since may have ended
// any of it.
constexpr char kForget[] = R"sql(
  DELETE FROM index_row;
  DELETE FROM row_count;
  DELETE FROM setting WHERE name = 'rows-counted-again';
  DELETE FROM ground WHERE withdrawn = 0;
  UPDATE enquiry SET ended = 1;
  UPDATE urgent SET cancelled = 1 WHERE used_at = 0;
  DELETE FROM person_key;
  DELETE FROM handover;
)sql";

}  // namespace

absl::Status ForgetWhatMayHaveEnded(SealedDb& db, const std::string& index_id,
                                    absl::Span<const std::string> agencies) {
  KITH_RETURN_IF_ERROR(db.Execute(kForget));
  SqlcipherTransaction transaction(db);
  KITH_RETURN_IF_ERROR(transaction.PutSetting(kIndexIdSetting, index_id));
  KITH_RETURN_IF_ERROR(transaction.PutSetting(kRecoveredSetting, index_id));
  for (const std::string& agency : agencies) {
    KITH_RETURN_IF_ERROR(
        transaction.PutSetting(absl::StrCat(kToTellSetting, agency), index_id));
    // Of no index that there is: until it says so again, it is being rebuilt.
    KITH_RETURN_IF_ERROR(transaction.PutSetting(
        absl::StrCat(kPublishedSetting, agency), "lost"));
  }
  return absl::OkStatus();
}

}  // namespace kith::broker
