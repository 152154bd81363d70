# SPDX-License-Identifier: Apache-2.0

# The headers everybody includes, parsed once for every library and once for every
# test: a sanitised tree then builds in half the time. The plain tree does without,
# so that a file which includes less than it uses is found there.

# One flag less in which a precompiled header and its user could differ.
add_compile_options(-pthread)

function(kith_targets_below folder out)
  get_property(found DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(children DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(child IN LISTS children)
    kith_targets_below(${child} below)
    list(APPEND found ${below})
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Called once every target is known.
function(kith_precompile)
  kith_targets_below(${PROJECT_SOURCE_DIR} targets)
  list(REMOVE_ITEM targets kith_proto)  # Has other flags.

  set(headers <algorithm> <cstdint> <functional> <map> <memory> <optional> <set>
    <string> <utility> <vector>
    <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_cat.h>
    <absl/strings/str_format.h> <absl/strings/str_split.h> <absl/strings/string_view.h>
    <absl/synchronization/mutex.h> <absl/time/time.h> <absl/types/span.h>
    <google/protobuf/map.h> <google/protobuf/message.h> <google/protobuf/repeated_field.h>)
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
  add_library(kith_precompiled STATIC ${CMAKE_BINARY_DIR}/precompiled.cc)
  target_link_libraries(kith_precompiled PRIVATE kith_defaults absl::statusor
    absl::synchronization absl::flat_hash_map protobuf::libprotobuf)
  target_precompile_headers(kith_precompiled PRIVATE ${headers})

  if(BUILD_TESTING)
    kith_test(NAME kith_precompiled_for_tests SRCS ${CMAKE_BINARY_DIR}/precompiled.cc
      DEPS kith_proto absl::statusor absl::synchronization absl::flat_hash_map)
    target_precompile_headers(kith_precompiled_for_tests PRIVATE ${headers}
      <gmock/gmock.h> <gtest/gtest.h> <kith/enquiry/v1/enquiry.pb.h>
      <kith/desk/v1/desk.pb.h> <kith/config/v1/config.pb.h>)
    set_target_properties(kith_precompiled_for_tests PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  endif()

  get_property(tests GLOBAL PROPERTY KITH_PLAIN_TESTS)
  list(REMOVE_ITEM tests kith_precompiled_for_tests)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      target_precompile_headers(${target} REUSE_FROM kith_precompiled)
    elseif(target IN_LIST tests)
      target_precompile_headers(${target} REUSE_FROM kith_precompiled_for_tests)
    endif()
  endforeach()
endfunction()
