// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_LIST_WORDS_H_
#define KITH_DEPLOY_KITH_LIST_WORDS_H_

#include <string>
#include <vector>

#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// "Sami Amara, 14/03/2021"
std::string PersonOfList(const desk::v1::Person& person);

// What became of one person's check, in a few lines behind their name; their
// answer may be one of many.
std::string OutcomeInList(const desk::v1::CheckReply& reply);

// The frame of a family: "2 of 5: Amara".
std::string HeadingInList(std::size_t number, std::size_t of,
                          const std::vector<desk::v1::Person>& people);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_LIST_WORDS_H_
