// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/name_frequencies.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

Identity Named(const std::string& forename, const std::string& surname) {
  Identity identity;
  identity.forenames = {forename};
  identity.surname = {surname};
  return identity;
}

TEST(NameFrequenciesTest, ARareNameSaysMoreThanACommonOne) {
  NameFrequencies frequencies;
  for (int i = 0; i < 500; ++i) frequencies.Add(Named("AVA", "REED"));
  frequencies.Add(Named("ZENOBIA", "QUILLFEATHER"));
  EXPECT_GT(frequencies.ForenameBits("ZENOBIA"),
            frequencies.ForenameBits("AVA"));
  EXPECT_GT(frequencies.SurnameBits("QUILLFEATHER"), 0);
  EXPECT_DOUBLE_EQ(frequencies.ForenameBits("AVA"), -2.5);
}

TEST(NameFrequenciesTest, AFewPeopleSayNothing) {
  NameFrequencies frequencies;
  for (int i = 0; i < 99; ++i) frequencies.Add(Named("AVA", "REED"));
  EXPECT_DOUBLE_EQ(frequencies.ForenameBits("AVA"), 0);
  frequencies.Add(Named("AVA", "REED"));
  EXPECT_LT(frequencies.ForenameBits("AVA"), 0);
}

TEST(NameFrequenciesTest, OneBearerMayBeAMisspelling) {
  NameFrequencies frequencies;
  frequencies.Add(Named("AVA", "REED"));
  EXPECT_FALSE(frequencies.IsKnownForename("AVA"));
  frequencies.Add(Named("AVA", "LUND"));
  EXPECT_TRUE(frequencies.IsKnownForename("AVA"));
  EXPECT_FALSE(frequencies.IsKnownForename("EVA"));
}

}  // namespace
}  // namespace kith::agent
