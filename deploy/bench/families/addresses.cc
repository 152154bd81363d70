// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/addresses.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demonstration/name_pool.h"

namespace kith::deploy {
namespace {

// As in a town: about 3,000 people a sector, 12,000 a district.
constexpr std::size_t kPlacesASector = 100;
constexpr std::size_t kPlacesADistrict = 400;
constexpr std::size_t kPlacesNearby = 11;
constexpr std::size_t kPeopleAPlace = 30;  // About.
constexpr std::size_t kDistrictsAnArea = 90;
constexpr absl::string_view kFirstLetters = "QVX";
constexpr absl::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";

std::string Street(Dice& dice) {
  const absl::string_view street = dice.Pick(Streets());
  return std::string(street.data(), street.size());
}

}  // namespace

std::string PostcodeOf(std::size_t place) {
  const std::size_t district = place / kPlacesADistrict;
  const std::size_t within = place % kPlacesADistrict;
  const std::size_t area = district / kDistrictsAnArea;
  // 7919 is coprime to the 400 pairs of letters: none comes twice.
  const std::size_t letters = (within * 7919 + district * 131) % 400;
  return absl::StrFormat(
      "%c%c%d %d%c%c", kFirstLetters[area % kFirstLetters.size()],
      kLetters[area / kFirstLetters.size() % kLetters.size()],
      1 + district % kDistrictsAnArea, 1 + within / kPlacesASector,
      kLetters[letters / kLetters.size()], kLetters[letters % kLetters.size()]);
}

Addresses::Addresses(std::size_t people, Dice& dice)
    : dice_(dice), places_(people / kPeopleAPlace + 1) {
  NextStreet();
  place_ = 0;
}

void Addresses::NextStreet() {
  ++place_;
  room_ = 15 + dice_.Below(26);
  street_ = Street(dice_);
  number_ = 1 + dice_.Below(120);
  step_ = dice_.Chance(70) ? 2 : 1;
  flat_ = dice_.Chance(10) ? 1 : 0;
}

Address Addresses::NextHome(std::size_t size) {
  if (room_ < size) NextStreet();
  room_ -= std::min(room_, size);
  Address home{place_, PostcodeOf(place_), ""};
  if (flat_ > 0) {
    home.line = absl::StrCat("Flat ", flat_++, ", ", number_, " ", street_);
    return home;
  }
  const bool divided = dice_.Chance(3);
  home.line = absl::StrCat(number_, divided ? "A " : " ", street_);
  number_ += step_;
  return home;
}

Address Addresses::AwayFrom(const Address& from) {
  std::size_t place = dice_.Below(places_);
  const std::size_t thrown = dice_.Below(100);
  if (thrown < 45) {
    place = from.place / kPlacesNearby * kPlacesNearby +
            dice_.Below(kPlacesNearby);
  } else if (thrown < 65) {
    const std::size_t near = dice_.Below(5 * kPlacesNearby);
    place = from.place >= near ? from.place - near : from.place + near;
  }
  if (place == from.place) ++place;
  return {place, PostcodeOf(place),
          absl::StrCat(1 + dice_.Below(160), " ", Street(dice_))};
}

}  // namespace kith::deploy
