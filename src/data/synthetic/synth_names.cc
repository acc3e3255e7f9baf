// Invented titles, and the names of genres and occupations that the layouts use.
#include <array>

#include "data/synthetic/synth.h"

namespace interplay::synth {
namespace {

constexpr std::array<std::string_view, genres> genre_names = {
    "unknown",     "Action", "Adventure", "Animation", "Children's", "Comedy",  "Crime",
    "Documentary", "Drama",  "Fantasy",   "Film-Noir", "Horror",     "Musical", "Mystery",
    "Romance",     "Sci-Fi", "Thriller",  "War",       "Western"};

constexpr std::array<std::string_view, occupations> occupation_names = {
    "other",     "academic",  "artist",        "clerical", "student", "customer",   "doctor",
    "executive", "farmer",    "homemaker",     "pupil",    "lawyer",  "programmer", "retired",
    "salesman",  "scientist", "self-employed", "engineer", "artisan", "none",       "writer"};

constexpr std::array<std::string_view, 48> adjectives = {
    "Amber",    "Bitter",    "Borrowed", "Brass",     "Broken",  "Candlelit", "Careless", "Cobalt",
    "Copper",   "Crooked",   "Distant",  "Drifting",  "Dusty",   "Eleventh",  "Faded",    "Feathered",
    "Foggy",    "Frozen",    "Gilded",   "Hollow",    "Humble",  "Idle",      "Inked",    "Ivory",
    "Jagged",   "Kindly",    "Lonesome", "Lunar",     "Mellow",  "Moonless",  "Narrow",   "Nettled",
    "Northern", "Obstinate", "Painted",  "Paper",     "Patient", "Quiet",     "Restless", "Rusty",
    "Salted",   "Scarlet",   "Silken",   "Sleepless", "Tangled", "Unsent",    "Velvet",   "Winding"};

constexpr std::array<std::string_view, 60> nouns = {
    "Almanac",      "Anchor",  "Apricot",    "Balcony", "Barometer",   "Beehive",   "Bicycle",  "Bridge",   "Button",
    "Cartographer", "Chimney", "Clockmaker", "Compass", "Cuckoo",      "Dovecote",  "Elevator", "Ferryman", "Fiddle",
    "Garden",       "Glacier", "Gramophone", "Harbor",  "Hedgehog",    "Horizon",   "Inkwell",  "Island",   "Juniper",
    "Kettle",       "Keyhole", "Lantern",    "Letter",  "Lighthouse",  "Locksmith", "Magpie",   "Marble",   "Meadow",
    "Metronome",    "Mirror",  "Orchard",    "Parade",  "Pendulum",    "Piano",     "Postcard", "Quarry",   "Railway",
    "Riddle",       "Saddle",  "Sailmaker",  "Shadow",  "Sparrow",     "Staircase", "Suitcase", "Teacup",   "Telegram",
    "Thimble",      "Tinker",  "Umbrella",   "Violin",  "Weathervane", "Windmill"};

constexpr std::array<std::string_view, 24> places = {
    "Abelmoor",   "Brackwater", "Calderwick", "Dunmarrow",   "Eastrill", "Fennimore",  "Gallowhythe", "Harrowmere",
    "Inverlosk",  "Jarrowdale", "Kestrelby",  "Lindenfall",  "Marrowby", "Netherquay", "Ostervik",    "Pellagrove",
    "Quillhaven", "Ravensby",   "Saltmarch",  "Thistledown", "Umberlea", "Vessen",     "Wexcombe",    "Yarrowstone"};

constexpr std::array<std::string_view, 22> openings = {
    "Beneath the",     "Chasing the",      "Children of the", "Farewell to the", "Guardians of the", "Hunting the",
    "Inside the",      "Keeper of the",    "Last of the",     "Learning the",    "Life with a",      "My Uncle's",
    "Never the",       "Nine Days of the", "Songs for a",     "Stealing the",    "Summer of the",    "Talking to the",
    "Three Times the", "Under the",        "Waiting for the", "Who Hid the"};

constexpr std::array<std::string_view, 6> accented = {"Café ",    "Señorita ",   "Das schöne ",
                                                      "L'été d'", "Fiancée of ", "Ångström "};

struct Pair {
  std::size_t first, second;
};

// The index-th pair of a list of `firsts` and a list of `seconds`, neighbours differing in both. No pair
// comes twice before all have come, because firsts + 1 and seconds have no common factor (asserted where it
// is called).
Pair pair_of(std::size_t index, std::size_t firsts, std::size_t seconds) {
  const std::size_t first = index % firsts;
  return {first, (index / firsts * (firsts + 1) + first) % seconds};
}

// Sequels begin when a pattern's pairs are used up.
std::string sequel(std::size_t index, std::size_t pairs) {
  const std::size_t number = index / pairs;
  return number == 0 ? "" : " " + std::to_string(number + 1);
}

}  // namespace

std::string_view genre_name(std::size_t genre) { return genre_names[genre]; }
std::string_view occupation_name(std::size_t occupation) { return occupation_names[occupation]; }

// "The" stands last, as in the layouts' own titles: it puts a comma into some titles, which readers must
// survive.
std::string title_of(std::uint32_t item) {
  static_assert(49 % 2 != 0 && 49 % 3 != 0 && 49 % 5 != 0 && 61 % 2 != 0 && 61 % 3 != 0 && 23 % 60 != 0);
  if (item % 40 == 7) {
    const std::size_t index = item / 40;
    const Pair pair = pair_of(index, accented.size(), places.size());
    return std::string(accented[pair.first]) + std::string(places[pair.second]) +
           sequel(index, accented.size() * places.size());
  }
  const std::size_t index = item / 3;
  if (item % 3 == 0) {
    const Pair pair = pair_of(index, adjectives.size(), nouns.size());
    return std::string(adjectives[pair.first]) + " " + std::string(nouns[pair.second]) +
           sequel(index, adjectives.size() * nouns.size()) + ", The";
  }
  if (item % 3 == 1) {
    const Pair pair = pair_of(index, nouns.size(), places.size());
    return std::string(nouns[pair.first]) + " of " + std::string(places[pair.second]) +
           sequel(index, nouns.size() * places.size());
  }
  const Pair pair = pair_of(index, openings.size(), nouns.size());
  return std::string(openings[pair.first]) + " " + std::string(nouns[pair.second]) +
         sequel(index, openings.size() * nouns.size());
}

}  // namespace interplay::synth
