// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/row_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kith::broker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class RowRequestsTest : public testing::Test {
 protected:
  RowRequestsTest() {
    row_.set_token(std::string(32, 't'));
    row_.set_handle(std::string(16, 'h'));
    row_.set_ground_ref(std::string(16, 'g'));
    row_.set_row_id_sha256(std::string(32, 'r'));
    row_.mutable_scope()->add_agencies("clinic");
  }

  // Empty if the row is taken.
  std::string WhatIsWrong() {
    involvement::v1::PublishRequest request;
    *request.add_rows() = row_;
    const absl::Status status = ParseNewRows(request).status();
    EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  }
  std::string WhatIsWrongWithScope(const involvement::v1::Scope& scope) {
    *row_.mutable_scope() = scope;
    return WhatIsWrong();
  }

  const std::string longest_id_ = std::string(64, 'i');
  const std::string too_long_ = std::string(65, 'i');
  involvement::v1::Row row_;
};

TEST_F(RowRequestsTest, ARowSaysWhatItSaid) {
  involvement::v1::PublishRequest request;
  *request.add_rows() = row_;
  const auto rows = ParseNewRows(request);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_THAT(*rows, SizeIs(1));
  EXPECT_EQ((*rows)[0].token.bytes(), row_.token());
  EXPECT_EQ((*rows)[0].row_hash, row_.row_id_sha256());
  EXPECT_EQ((*rows)[0].row.handle, row_.handle());
  EXPECT_EQ((*rows)[0].row.ground_ref, row_.ground_ref());
  EXPECT_THAT((*rows)[0].row.scope.agencies, ElementsAre("clinic"));
}

TEST_F(RowRequestsTest, AScopeOfTheLongestIdsIsTaken) {
  involvement::v1::Scope scope;
  for (int i = 0; i < 16; ++i) {
    scope.add_categories(longest_id_);
    scope.add_agencies(longest_id_);
    scope.add_excluded_agencies(longest_id_);
    scope.add_purposes(longest_id_);
  }
  EXPECT_EQ(WhatIsWrongWithScope(scope), "");
  scope.add_purposes("one too many");
  EXPECT_THAT(WhatIsWrongWithScope(scope), HasSubstr("scope: at most 64"));
}

TEST_F(RowRequestsTest, AWordThatIsTooLongIsRefusedByTheNameOfItsField) {
  involvement::v1::Scope category, agency, excluded, purpose;
  category.add_categories(too_long_);
  agency.add_agencies(too_long_);
  excluded.add_excluded_agencies(too_long_);
  purpose.add_purposes(too_long_);
  EXPECT_EQ(WhatIsWrongWithScope(category),
            "scope.categories: at most 64 bytes each");
  EXPECT_EQ(WhatIsWrongWithScope(agency),
            "scope.agencies: at most 64 bytes each");
  EXPECT_EQ(WhatIsWrongWithScope(excluded),
            "scope.excluded_agencies: at most 64 bytes each");
  EXPECT_EQ(WhatIsWrongWithScope(purpose),
            "scope.purposes: at most 64 bytes each");
}

TEST_F(RowRequestsTest, FieldsOfAnotherLengthAreRefusedByName) {
  row_.set_handle("short");
  EXPECT_EQ(WhatIsWrong(), "handle: 16 bytes");
  row_.set_handle(std::string(16, 'h'));
  row_.set_ground_ref("");
  EXPECT_EQ(WhatIsWrong(), "ground_ref: 16 bytes");
  row_.set_ground_ref(std::string(16, 'g'));
  row_.set_row_id_sha256("");
  EXPECT_EQ(WhatIsWrong(), "row_id_sha256: 32 bytes");
}

TEST_F(RowRequestsTest, WhoNamesRowsWithoutTheirTokensIsToldToBeUpdated) {
  involvement::v1::RemoveRequest removal;
  removal.add_row_ids(std::string(32, 'i'));
  EXPECT_THAT(std::string(ParseOwnRows(removal).status().message()),
              HasSubstr("update the agent"));
  involvement::v1::ReconcileRequest comparison;
  comparison.add_row_id_sha256(std::string(32, 'r'));
  EXPECT_THAT(std::string(ParseKnownRows(comparison).status().message()),
              HasSubstr("update the agent"));
}

}  // namespace
}  // namespace kith::broker
