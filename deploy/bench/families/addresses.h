// SPDX-License-Identifier: Apache-2.0
//
// Streets that do not exist: no postcode of the United Kingdom begins with Q, V
// or X.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_ADDRESSES_H_
#define KITH_DEPLOY_BENCH_FAMILIES_ADDRESSES_H_

#include <cstddef>
#include <string>

#include "deploy/demonstration/dice.h"

namespace kith::deploy {

struct Address {
  std::size_t place = 0;  // Which postcode, counted from 0.
  std::string postcode;
  std::string line;  // "12 Mill Lane", "Flat 3, 12 Mill Lane".

  friend bool operator==(const Address&, const Address&) = default;
};

// Homes street by street: 15 to 40 people share a postcode, 100 postcodes a
// sector, four sectors a district. Not thread-safe.
class Addresses {
 public:
  // `people`: how many there will be; those who move go among them.
  Addresses(std::size_t people, Dice& dice);

  // The next home in the street, for a household of `size`.
  Address NextHome(std::size_t size);

  // Where somebody who lived at `from` lives now: often in the same district,
  // sometimes far.
  Address AwayFrom(const Address& from);

 private:
  void NextStreet();

  Dice& dice_;
  const std::size_t places_;
  std::size_t place_ = 0;
  std::size_t room_ = 0;  // People the postcode still takes.
  std::string street_;
  std::size_t number_ = 0;
  std::size_t step_ = 2;
  std::size_t flat_ = 0;  // 0: the street has houses.
};

// The text of the postcode with this number; different for different numbers
// below 108,000.
std::string PostcodeOf(std::size_t place);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_ADDRESSES_H_
