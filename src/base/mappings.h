// What is mapped into memory from files, and is therefore there again after its pages have been given back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace interplay {

class Spool;

void add_mapping(const char* first, std::size_t size, std::string path, std::weak_ptr<Spool> spool = {});
// Before it is unmapped, by the same call, so that nobody touches what comes to lie there next.
void remove_mapping(const char* first, std::size_t size);
void set_spool_of_mapping(const char* first, std::weak_ptr<Spool> spool);

void count_spools(int more);

// The bytes of all mappings.
std::uint64_t mapped_bytes();
// Takes the pages of all mappings out of the memory of the process.
void give_back_all();

}  // namespace interplay
